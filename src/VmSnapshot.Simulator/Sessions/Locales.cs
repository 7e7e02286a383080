using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Sessions;

/// <summary>The languages of a vCenter 8: a client may ask for one, alone or with a country.</summary>
internal static class Locales
{
    internal const string Default = "en";

    internal static IReadOnlyList<string> Supported { get; } = ["de", "en", "es", "fr", "it", "ja", "ko", "pt", "zh", "zh_CN", "zh_TW"];

    /// <summary>The languages that there are messages in; this server only has the one.</summary>
    internal static IReadOnlyList<string> WithMessages { get; } = [Default];

    /// <summary>The locale of a session whose client asked for this one.</summary>
    /// <exception cref="Vim25.VimFaultException">InvalidLocale.</exception>
    internal static string Choose(string? asked)
    {
        if (string.IsNullOrEmpty(asked))
        {
            return Default;
        }

        string[] parts = asked.Split('_');
        bool isKnown = parts.Length <= 2 && Supported.Contains(parts[0]) && parts.Skip(1).All(country => country is [>= 'A' and <= 'Z', >= 'A' and <= 'Z']);
        return isKnown ? asked : throw SimulatedFault.InvalidLocale();
    }

    internal static string MessageLocaleOf(string locale) => WithMessages.Contains(locale) ? locale : Default;
}
