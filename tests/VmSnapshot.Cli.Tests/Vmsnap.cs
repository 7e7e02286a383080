using System.Diagnostics;
using System.Text.Json;

namespace VmSnapshot.Cli.Tests;

/// <summary>Runs the tool that was built with these tests as a process of its own.</summary>
public static class Vmsnap
{
    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "vmsnap.dll");

    public static Task<Run> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<Run> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return await EndAsync(process, process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Runs the tool until standard error shows a text, sends it a signal, and waits for its end.</summary>
    public static Task<Run> InterruptAsync(string signal, string whenErrorHas, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        InterruptAsync(signal, [whenErrorHas], environment, arguments);

    /// <summary>The same where it shows several texts one after the other.</summary>
    public static async Task<Run> InterruptAsync(string signal, string[] whenErrorHas, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var running = await BeginAsync(whenErrorHas, environment, arguments);
        await running.SignalAsync(signal);
        return await running.EndAsync();
    }

    /// <summary>Runs the tool until lines of standard error have shown the texts, one after the other, and leaves it running.</summary>
    public static async Task<RunningVmsnap> BeginAsync(string[] whenErrorHas, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var process = Start(environment, arguments);
        var error = string.Empty;
        foreach (var text in whenErrorHas)
        {
            var line = string.Empty;
            while (!line.Contains(text, StringComparison.Ordinal))
            {
                line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken)
                    ?? throw new InvalidOperationException($"vmsnap ended before '{text}': {error}");
                error += line + "\n";
            }
        }

        return new RunningVmsnap(process, error);
    }

    /// <summary>Runs the tool on a terminal of that width, in a shell, and returns what the terminal got.</summary>
    public static async Task<string> OnTerminalAsync(int width, string line, string terminal = "xterm")
    {
        var start = new ProcessStartInfo("script", ["-qec", $"vmsnap() {{ dotnet '{Tool}' \"$@\"; }}; stty cols {width}; vmsnap {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = terminal;
        start.Environment["SHELL"] = "/bin/sh";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    internal static Process Start(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Tool, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the developer has set must not reach a vCenter or a catalog of theirs.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("VMSNAPSHOT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    internal static async Task<Run> EndAsync(Process process, Task<string> error)
    {
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new Run(process.ExitCode, output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

/// <summary>The tool at work.</summary>
public sealed class RunningVmsnap(Process process, string error) : IDisposable
{
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public Task<Run> EndAsync()
    {
        return Vmsnap.EndAsync(process, ReadRestAsync());

        async Task<string> ReadRestAsync() => error + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}

/// <summary>What a run of the tool left.</summary>
public sealed record Run(int ExitCode, string Output, string Error)
{
    private JsonElement? _json;

    /// <summary>Standard output, which must be one JSON document on one line and nothing else.</summary>
    public JsonElement Json => _json ??= Parse();

    public string Text(string property) => Json.GetProperty(property).GetString()!;

    public string ErrorCode => Json.GetProperty("error").GetProperty("code").GetString()!;

    /// <summary>Checks that it failed as a script would see it: exit code, code, and nothing but the document on standard output.</summary>
    public void ShouldFail(int exitCode, string errorCode)
    {
        ExitCode.Should().Be(exitCode, "{0}{1}", Output, Error);
        ErrorCode.Should().Be(errorCode);
        Json.GetProperty("error").GetProperty("message").GetString().Should().NotBeNullOrWhiteSpace().And.NotContain("   at ");
    }

    public Run ShouldSucceed()
    {
        ExitCode.Should().Be(0, "{0}{1}", Output, Error);
        return this;
    }

    private JsonElement Parse()
    {
        Output.Should().EndWith("}\n").And.NotContain("\u001b");
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }
}

/// <summary>A folder for one test's files.</summary>
public sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("vmsnap-tests-").FullName;

    /// <summary>The value of <c>--store</c> for a database in the folder.</summary>
    public string Store => $"sqlite:{Path.Combine(Folder, "snapshots.db")}";

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
