using System.Diagnostics;
using System.Text.Json;

namespace VmSnapshot.IntegrationTests;

/// <summary>Runs the command line tool as a user does: a process of its own, with the simulator in its environment.</summary>
public sealed class Vmsnap(VcsimServer vcsim) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vmsnap-");

    /// <summary>Variables that replace the good ones; null removes one.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    public string StorePath => Path.Combine(_folder.FullName, "snapshots.db");

    public async Task<VmsnapResult> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vmsnap.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var variables = new Dictionary<string, string?>
        {
            ["VMSNAPSHOT_VCENTER"] = vcsim.Url.AbsoluteUri,
            ["VMSNAPSHOT_USERNAME"] = vcsim.Username,
            ["VMSNAPSHOT_PASSWORD"] = vcsim.Password,
            ["VMSNAPSHOT_THUMBPRINT"] = vcsim.Thumbprint,
            ["VMSNAPSHOT_STORE"] = $"sqlite:{StorePath}",
        };
        foreach (var (name, value) in variables.Concat(Environment))
        {
            start.Environment.Remove(name);
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var token = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new VmsnapResult(process.ExitCode, await output, await errors);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

public sealed record VmsnapResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Standard output, which must be one JSON document and nothing else.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string? ErrorCode => Json.GetProperty("error").GetProperty("code").GetString();
}
