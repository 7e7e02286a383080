using System.Globalization;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>
/// How long these tests take: a short form with every other test, and a long one where <c>VMSNAPSHOT_DURABILITY=long</c>, which tests/durability
/// sets. <c>VMSNAPSHOT_DURABILITY_SEED</c> repeats what a failed run has printed, as far as processes and wires can be repeated.
/// </summary>
internal static class Form
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("VMSNAPSHOT_DURABILITY") == "long";

    public static int Choose(int ci, int @long) => IsLong ? @long : ci;

    public static int NewSeed() => int.TryParse(Environment.GetEnvironmentVariable("VMSNAPSHOT_DURABILITY_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();
}
