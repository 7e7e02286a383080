namespace VmSnapshot.Vim25.Fuzz;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and version of .NET.</summary>
internal sealed class FuzzRandom(ulong state)
{
    private ulong _state = state;

    internal ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 up to, and without, the limit.</summary>
    internal int Below(int limit) => limit <= 1 ? 0 : (int)(Next() % (ulong)limit);

    internal bool OneIn(int chances) => Below(chances) == 0;

    internal T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
