using System.CommandLine;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary>The shapes of option that the commands use.</summary>
internal static class OptionShapes
{
    public static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    public static Option<string> Required(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };

    public static Option<T?> Number<T>(string name, string description)
        where T : struct => new(name) { HelpName = "N", Description = description };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Many(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = $"{description} May be repeated." };

    public static Option<string?> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { HelpName = string.Join('|', words), Description = description };
        return option.AcceptOnlyFromAmong(words);
    }

    public static Argument<string> Vm() => new("VM")
    {
        Description = "The VM: its name, inventory path, moRef or instance UUID; name:, path:, moref: or uuid: in front decides.",
    };

    public static Argument<string> Snapshot() => new("SNAPSHOT") { Description = "The snapshot: its name or id." };

    public static VmReference ParseVm(string text)
    {
        try
        {
            return VmReference.Parse(text);
        }
        catch (ArgumentException)
        {
            throw CliErrors.Usage("A VM is named by its name, inventory path, moRef or instance UUID; this is empty.");
        }
    }
}
