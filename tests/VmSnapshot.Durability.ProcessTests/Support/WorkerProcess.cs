using System.Collections.Concurrent;
using System.Diagnostics;
using VmSnapshot.Durability.Worker;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>One incarnation of a worker.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private int _isKilled;

    private WorkerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All that it wrote, on both of its outputs.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>What it said of its operations.</summary>
    public IEnumerable<WorkerReport> Reports => _output.Where(line => line.StartsWith('{')).Select(WorkerReport.TryParse).OfType<WorkerReport>();

    public bool WasKilled => _isKilled != 0;

    public int ExitCode => _process.ExitCode;

    public static WorkerProcess Start(WorkerSettings settings, Planted planted)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "VmSnapshot.Durability.Worker"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        settings.Write(start.Environment);
        foreach (var (name, value) in planted.Environment)
        {
            start.Environment[name] = value;
        }

        // Its start is most of its life here; code that is compiled well and late isn't worth it.
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "1";
        start.Environment["DOTNET_gcServer"] = "0";
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>SIGKILL: it does nothing more, not even lose what it has.</summary>
    /// <returns>Whether it was still there to be killed.</returns>
    public bool Kill()
    {
        if (_process.HasExited || Interlocked.Exchange(ref _isKilled, 1) != 0)
        {
            return false;
        }

        _process.Kill();
        return true;
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
