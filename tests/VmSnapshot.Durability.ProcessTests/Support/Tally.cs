using System.Globalization;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// What a test has done, for the one line that the long form ends with. tests/durability names a file in <c>VMSNAPSHOT_DURABILITY_TALLY</c> and adds
/// up what is in it: lines of <c>key=number</c>, the test's name last.
/// </summary>
internal sealed class Tally
{
    private static readonly Lock File = new();
    private int _runs;
    private int _kills;
    private int _restarts;
    private int _violations;

    public int Cells { get; set; }

    public int Kills => _kills;

    public int Violations => _violations;

    public void Run() => Interlocked.Increment(ref _runs);

    public void Kill() => Interlocked.Increment(ref _kills);

    public void Restart() => Interlocked.Increment(ref _restarts);

    public void Violation(int count) => Interlocked.Add(ref _violations, count);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"cells={Cells} runs={_runs} kills={_kills} restarts={_restarts} violations={_violations}");

    /// <summary>Writes it into the test's output and, where there is one, into the file.</summary>
    public void Publish(string test)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{this} {test}");
        if (Environment.GetEnvironmentVariable("VMSNAPSHOT_DURABILITY_TALLY") is { Length: > 0 } path)
        {
            lock (File)
            {
                System.IO.File.AppendAllText(path, $"{this} {test}\n");
            }
        }
    }
}
