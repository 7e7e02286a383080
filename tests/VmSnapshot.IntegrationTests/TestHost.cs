namespace VmSnapshot.IntegrationTests;

/// <summary>What the tests need from the machine, and what happens when it isn't there.</summary>
public static class TestHost
{
    /// <summary>The interpreter that has Debian's python3-pyvmomi; another one on the PATH doesn't.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> PyVmomiProblem = new(FindPyVmomiProblem);

    /// <summary>The folder that holds the solution, or null when the tests run outside of a checkout.</summary>
    public static string? RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The simulator's executable; the environment variable VMSNAPSHOT_VCSIM overrides the built one.</summary>
    public static string? Simulator
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("VMSNAPSHOT_VCSIM");
            var path = !string.IsNullOrEmpty(named) ? named
                : RepositoryRoot is null ? null : Path.Combine(RepositoryRoot, "artifacts", "vcsim");
            return File.Exists(path) ? path : null;
        }
    }

    /// <summary>What the machine lacks, or null: one command sets up both, so half of it counts as nothing.</summary>
    public static string? Problem => Simulator is null ? "the vCenter simulator isn't built" : PyVmomiProblem.Value;

    /// <summary>
    /// Skips the test, visibly, on a machine without the simulator or the witness. tests/run-all sets both up and sets
    /// VMSNAPSHOT_REQUIRE_SIMULATOR=1: there their absence is a failure.
    /// </summary>
    public static void RequireSimulator()
    {
        if (Problem is not { } problem)
        {
            return;
        }

        var message = $"{problem}: run tests/run-all, which sets it up and runs every test";
        if (Environment.GetEnvironmentVariable("VMSNAPSHOT_REQUIRE_SIMULATOR") == "1")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    private static string? FindRepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VmSnapshot.Sdk.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    private static string? FindPyVmomiProblem()
    {
        if (RepositoryRoot is null)
        {
            return "the tests don't run in a checkout of the repository";
        }

        if (!File.Exists(Python))
        {
            return $"{Python} is missing";
        }

        using var python = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Python, ["-c", "import pyVmomi"]) { RedirectStandardError = true })!;
        python.StandardError.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0 ? null : $"{Python} has no pyVmomi";
    }
}
