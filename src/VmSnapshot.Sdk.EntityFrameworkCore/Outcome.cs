namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>What a piece of work came to, and whether its transaction has anything to commit.</summary>
internal sealed record Outcome<T>(T Value, bool IsChanged);

/// <summary>Makes <see cref="Outcome{T}"/>s.</summary>
internal static class Outcome
{
    public static Outcome<T> Changed<T>(T value) => new(value, IsChanged: true);

    /// <summary>What the transaction did so far is undone.</summary>
    public static Outcome<T> Unchanged<T>(T value) => new(value, IsChanged: false);
}
