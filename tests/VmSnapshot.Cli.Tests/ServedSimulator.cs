using System.Diagnostics;
using System.Text.Json;

namespace VmSnapshot.Cli.Tests;

/// <summary><c>vmsnap simulator --json</c>, running.</summary>
public sealed class ServedSimulator : IDisposable
{
    private readonly Process _process;

    private ServedSimulator(Process process, JsonElement ready)
    {
        _process = process;
        Url = new Uri(ready.GetProperty("url").GetString()!);
        Thumbprint = ready.TryGetProperty("thumbprint", out var thumbprint) ? thumbprint.GetString() : null;
    }

    public Uri Url { get; }

    public string? Thumbprint { get; }

    public static async Task<ServedSimulator> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] options)
    {
        var process = Vmsnap.Start(environment, ["simulator", .. options, "--json"]);
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
        {
            throw new InvalidOperationException($"vmsnap simulator ended at once: {await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
        }

        using var ready = JsonDocument.Parse(line);
        return new ServedSimulator(process, ready.RootElement.Clone());
    }

    /// <summary>Sends the signal that Ctrl-C sends, and waits for the end.</summary>
    public async Task<Run> InterruptAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        return await Vmsnap.EndAsync(_process, _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
