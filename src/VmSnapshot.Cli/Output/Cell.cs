using System.Globalization;
using Spectre.Console;

namespace VmSnapshot.Cli.Output;

/// <summary>Values as people read them. Text is never markup, and never drives the terminal.</summary>
internal static class Cell
{
    public static Text Of(string? text) => new(Clean(text ?? string.Empty));

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Memory(long mebibytes) => mebibytes % 1024 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{mebibytes / 1024} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{mebibytes} MiB");

    public static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.##} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.##} MiB");

    public static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Names come from vCenter and may hold anything: control characters become visible instead of effective.</summary>
    public static string Clean(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
