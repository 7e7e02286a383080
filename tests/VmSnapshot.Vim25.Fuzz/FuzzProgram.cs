using System.Diagnostics;
using System.Globalization;

namespace VmSnapshot.Vim25.Fuzz;

/// <summary>
/// <code>dotnet run -c Release --project tests/VmSnapshot.Vim25.Fuzz -- --inputs 1000000 --seed 1</code>
/// Feeds mutated answers to the decoder. Ends with 1 when one crashes it, hangs it or makes it take memory out of
/// proportion; that input is then in the folder that --save names (default: the current one). --only N runs the one
/// input with that number; --read FILE --operation NAME runs a saved one.
/// </summary>
internal static class FuzzProgram
{
    private static FuzzInput? _current;
    private static long _started;

    private static int Main(string[] arguments)
    {
        long inputs = 100_000;
        ulong seed = 1;
        long? only = null;
        string save = ".", read = "", operation = "RetrievePropertiesEx";
        if (arguments.Length % 2 != 0)
        {
            return Usage();
        }

        for (int index = 0; index < arguments.Length; index += 2)
        {
            string value = arguments[index + 1];
            switch (arguments[index])
            {
                case "--inputs" when long.TryParse(value, CultureInfo.InvariantCulture, out inputs):
                case "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out seed):
                    break;
                case "--only" when long.TryParse(value, CultureInfo.InvariantCulture, out long number):
                    only = number;
                    break;
                case "--save":
                    save = value;
                    break;
                case "--read":
                    read = value;
                    break;
                case "--operation":
                    operation = value;
                    break;
                default:
                    return Usage();
            }
        }

        var fuzzer = new Fuzzer(seed);
        if (read.Length > 0)
        {
            return Show(fuzzer.Read(File.ReadAllBytes(read), operation));
        }

        if (only is { } one)
        {
            FuzzInput input = fuzzer.Make(one);
            Save(save, seed, input);
            return Show(fuzzer.Read(input.Bytes, input.Operation));
        }

        return Run(fuzzer, seed, inputs, save);
    }

    private static int Run(Fuzzer fuzzer, ulong seed, long inputs, string save)
    {
        // What is made once, such as the table of types, is no input's to pay for.
        foreach (Recorded recorded in fuzzer.Recorded)
        {
            fuzzer.Read(System.Text.Encoding.UTF8.GetBytes(recorded.Text), recorded.Operation);
        }

        Console.WriteLine($"seed {seed}, {inputs} inputs from {fuzzer.Recorded.Count} answers");
        using var watchdog = new Timer(_ => Watch(save, seed), null, Fuzzer.TimeLimit, TimeSpan.FromSeconds(1));
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        long started = Stopwatch.GetTimestamp();
        long bytes = 0, failures = 0, mostAllocated = 0;
        double mostTimes = 0;
        TimeSpan longest = default;
        for (long number = 0; number < inputs; number++)
        {
            FuzzInput input = fuzzer.Make(number);
            Volatile.Write(ref _started, Stopwatch.GetTimestamp());
            Volatile.Write(ref _current, input);
            FuzzOutcome outcome = fuzzer.Read(input.Bytes, input.Operation);
            Volatile.Write(ref _current, null);

            outcomes[outcome.Name] = outcomes.GetValueOrDefault(outcome.Name) + 1;
            bytes += input.Bytes.Length;
            mostAllocated = Math.Max(mostAllocated, outcome.AllocatedBytes);
            mostTimes = Math.Max(mostTimes, input.Bytes.Length < 4096 ? 0 : (double)outcome.AllocatedBytes / input.Bytes.Length);
            longest = outcome.Took > longest ? outcome.Took : longest;
            if (outcome.Problem is { } problem)
            {
                failures++;
                Console.WriteLine($"input {number} of seed {seed} ({input.Corpus}), saved as {Save(save, seed, input)}:\n{problem}");
            }
        }

        TimeSpan took = Stopwatch.GetElapsedTime(started);
        foreach ((string name, long count) in outcomes)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,10}  {name}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{inputs} inputs of {bytes / Math.Max(1, inputs)} bytes on average in {took.TotalSeconds:0.0} s: {inputs / took.TotalSeconds:0} inputs/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"most memory for one: {mostAllocated} bytes; most per byte of input (from 4 KB on): {mostTimes:0.0}; longest: {longest.TotalMilliseconds:0} ms"));
        Console.WriteLine($"{failures} failures, seed {seed}");
        return failures == 0 ? 0 : 1;
    }

    private static void Watch(string save, ulong seed)
    {
        if (Volatile.Read(ref _current) is { } input && Stopwatch.GetElapsedTime(Volatile.Read(ref _started)) > Fuzzer.TimeLimit)
        {
            Console.WriteLine($"input {input.Number} of seed {seed} ({input.Corpus}), saved as {Save(save, seed, input)}: no end after {Fuzzer.TimeLimit}");
            Environment.Exit(1);
        }
    }

    private static string Save(string folder, ulong seed, FuzzInput input)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"fuzz-{seed}-{input.Number}.{input.Operation}.xml");
        File.WriteAllBytes(path, input.Bytes);
        return path;
    }

    private static int Show(FuzzOutcome outcome)
    {
        Console.WriteLine($"{outcome.Name}, {outcome.AllocatedBytes} bytes, {outcome.Took}\n{outcome.Problem}");
        return outcome.Problem is null ? 0 : 1;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("--inputs N --seed N --save FOLDER | --only N --seed N --save FOLDER | --read FILE --operation NAME");
        return 2;
    }
}
