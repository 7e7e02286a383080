namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>Times as UTC ticks: every database orders numbers, and not every one orders times.</summary>
internal static class StoredTime
{
    public static DateTimeOffset? Read(long? utcTicks) => utcTicks is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}
