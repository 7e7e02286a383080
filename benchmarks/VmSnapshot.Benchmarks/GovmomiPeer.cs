using System.Diagnostics;
using System.Globalization;

namespace VmSnapshot.Benchmarks;

/// <summary>The program of peers/govmomi, which repeats something as often as each line of its input says.</summary>
internal sealed class GovmomiPeer : IDisposable
{
    private readonly Process _process;

    private GovmomiPeer(Process process) => _process = process;

    public static GovmomiPeer Start(params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("GOVMOMI_PEER")
            ?? throw new InvalidOperationException("Run benchmarks/run: it builds govmomi's part and sets GOVMOMI_PEER.");
        return new(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
    }

    public async Task<IReadOnlyList<Sample>> RepeatAsync(int count)
    {
        await _process.StandardInput.WriteLineAsync(count.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        var samples = new List<Sample>(count);
        for (; count > 0; count--)
        {
            var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("govmomi's part ended; its error stands above.");
            var nanoseconds = line.Split(' ');
            samples.Add(new(Time(nanoseconds[0]), Time(nanoseconds[1])));
        }

        return samples;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static TimeSpan Time(string nanoseconds) => new(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);
}
