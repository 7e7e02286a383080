namespace VmSnapshot.Cli.Running;

/// <summary>A folder that goes with the process, also when it quits at once.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vmsnap-");

    public TemporaryFolder() => AppDomain.CurrentDomain.ProcessExit += OnExit;

    public string Path => _folder.FullName;

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that is still held somewhere: the system's own clean-up of temporary files gets it.
        }
    }

    private void OnExit(object? sender, EventArgs e) => Dispose();
}
