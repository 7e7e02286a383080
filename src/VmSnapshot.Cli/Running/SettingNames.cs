using System.Text.RegularExpressions;

namespace VmSnapshot.Cli.Running;

/// <summary>The SDK names its settings as a host application sets them; here they are options.</summary>
internal static partial class SettingNames
{
    public static string InCliWords(string message) => Setting().Replace(
        message, match => match.Value == "Thumbprint" ? "--thumbprint (or VMSNAPSHOT_THUMBPRINT)" : "--vcenter (or VMSNAPSHOT_VCENTER)");

    [GeneratedRegex(@"\bThumbprint\b|(?<=Check that )Endpoint\b")]
    private static partial Regex Setting();
}
