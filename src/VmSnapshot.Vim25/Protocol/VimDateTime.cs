using System.Globalization;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>xsd:dateTime as vim25 servers write it: with any number of fraction digits, with or without a zone.</summary>
internal static class VimDateTime
{
    private const int HourStart = 11;
    private const int SecondsEnd = 19;
    private const int TickDigits = 7;

    /// <summary>Universal time with the digits of the fraction that aren't zero.</summary>
    internal static string Write(DateTimeOffset value)
        => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a time. One without a zone is universal time; digits beyond a tick (100 ns) are cut off.</summary>
    /// <exception cref="FormatException">The text is no date and time.</exception>
    internal static DateTimeOffset Read(string text)
    {
        string trimmed = text.Trim();
        // xsd:dateTime writes the end of a day as hour 24 too.
        bool endOfDay = trimmed.Length >= SecondsEnd && trimmed.AsSpan(HourStart).StartsWith("24:00:00", StringComparison.Ordinal);
        if (endOfDay)
        {
            trimmed = string.Concat(trimmed.AsSpan(0, HourStart), "00", trimmed.AsSpan(HourStart + 2));
        }

        if (trimmed.Length < SecondsEnd
            || !DateTime.TryParseExact(trimmed.AsSpan(0, SecondsEnd), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            throw Unreadable(text);
        }

        int position = SecondsEnd;
        long ticks = 0;
        if (position < trimmed.Length && trimmed[position] == '.')
        {
            position++;
            int first = position;
            long unit = TimeSpan.TicksPerSecond / 10;
            for (; position < trimmed.Length && char.IsAsciiDigit(trimmed[position]); position++)
            {
                if (position - first < TickDigits)
                {
                    ticks += (trimmed[position] - '0') * unit;
                    unit /= 10;
                }
            }
        }

        try
        {
            return new DateTimeOffset(local.AddDays(endOfDay ? 1 : 0).AddTicks(ticks), Zone(trimmed.AsSpan(position), text));
        }
        catch (ArgumentOutOfRangeException)
        {
            // The first and the last hours that there are, moved out by the zone or the end of the day.
            throw Unreadable(text);
        }
    }

    private static TimeSpan Zone(ReadOnlySpan<char> zone, string text)
    {
        if (zone.IsEmpty || zone is "Z")
        {
            return TimeSpan.Zero;
        }

        // DateTimeOffset takes whole minutes up to 14 hours, as does xsd:dateTime.
        if (zone.Length == 6 && zone[0] is '+' or '-'
            && TimeSpan.TryParseExact(zone[1..], @"hh\:mm", CultureInfo.InvariantCulture, out TimeSpan offset)
            && offset <= TimeSpan.FromHours(14))
        {
            return zone[0] == '-' ? -offset : offset;
        }

        throw Unreadable(text);
    }

    private static FormatException Unreadable(string text) => new($"'{text}' is no xsd:dateTime.");
}
