using System.Diagnostics;
using System.Text.Json;

namespace VmSnapshot.Simulator.Hosting.Tests.Support;

/// <summary>
/// A program in another language, on a vSphere library that others wrote: Debian's python3-pyvmomi or ruby-rbvmomi.
/// tests/run-all installs both and sets VMSNAPSHOT_REQUIRE_SIMULATOR=1; elsewhere a test without them is skipped, visibly.
/// </summary>
internal sealed class ForeignClient(string interpreter, string package, string importArgument, string script)
{
    /// <summary>The interpreter that has Debian's python3-pyvmomi; another one on the PATH doesn't.</summary>
    internal static ForeignClient PyVmomi { get; } = new("/usr/bin/python3", "python3-pyvmomi", "import pyVmomi", "pyvmomi/simulator.py");

    internal static ForeignClient RbVmomi { get; } = new("/usr/bin/ruby", "ruby-rbvmomi", "require 'rbvmomi'", "rbvmomi/simulator.rb");

    /// <summary>Runs the script; what it found, as JSON.</summary>
    internal async Task<JsonElement> RunAsync(params string[] arguments)
    {
        await RequireAsync();
        (int code, string output, string errors) = await StartAsync([Path.Combine(Root(), "tests", script), .. arguments]);
        code.Should().Be(0, "{0}", errors);
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private async Task RequireAsync()
    {
        string option = interpreter.EndsWith("ruby", StringComparison.Ordinal) ? "-e" : "-c";
        if (File.Exists(interpreter) && (await StartAsync([option, importArgument])).Code == 0)
        {
            return;
        }

        string message = $"{package} isn't installed: run tests/run-all, which sets it up and runs every test";
        if (Environment.GetEnvironmentVariable("VMSNAPSHOT_REQUIRE_SIMULATOR") == "1")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    private async Task<(int Code, string Output, string Errors)> StartAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["VCENTER_PASSWORD"] = "pass";
        using var process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VmSnapshot.Sdk.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests don't run in a checkout of the repository.");
    }
}
