using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Commands;

/// <summary>The shapes of option that the commands use. What can't be used is said in the tool's words: the parser's would name .NET types.</summary>
internal static class OptionShapes
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    public static Option<string?> Text(string name, string helpName, string description) =>
        NeverEmpty(new Option<string?>(name) { HelpName = helpName, Description = description });

    /// <summary>A text that may be empty: one that is only looked for or shown, or one that the SDK has its own rules for.</summary>
    public static Option<string?> AnyText(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    public static Option<string> Required(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };

    public static Option<T?> Number<T>(string name, string description)
        where T : struct, IBinaryInteger<T> =>
        new(name) { HelpName = "N", Description = description, CustomParser = result => ParseWhole<T>(name, result) };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Many(string name, string helpName, string description) =>
        NeverEmpty(new Option<string[]>(name) { HelpName = helpName, Description = $"{description} May be repeated." });

    public static Option<string?> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { HelpName = string.Join('|', words), Description = description };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !words.Contains(token.Value)))
            {
                result.AddError($"{name}: '{token.Value}' is none of {string.Join(", ", words)}.");
            }
        });
        return option;
    }

    public static Argument<string> Vm() => new("VM")
    {
        Description = "The VM: its name, inventory path, moRef or instance UUID; name:, path:, moref: or uuid: in front decides.",
    };

    public static Argument<string> Snapshot() => new("SNAPSHOT") { Description = "The snapshot: its name or id." };

    public static Argument<string> OperationId() => new("ID") { Description = "The operation's id, as the command that began it said." };

    /// <summary>What the commands share that begin operations.</summary>
    public static Option<string?> Token() => AnyText(
        "--token", "T", "Any text that stands for this request: given again, it leads to the same operation instead of a second one.");

    public static Option<bool> NoWait() => Flag(
        "--no-wait", "Ends as soon as the operation is in the journal and vCenter has its first task; 'operation resume' or a host carries on.");

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

    private static Option<T> NeverEmpty<T>(Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError($"{option.Name} is empty.");
            }
        });
        return option;
    }

    private static T? ParseWhole<T>(string name, ArgumentResult result)
        where T : struct, IBinaryInteger<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, Whole, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError(BigInteger.TryParse(text, Whole, CultureInfo.InvariantCulture, out _)
            ? $"{name}: {text.Trim()} is out of range."
            : $"{name}: '{text}' is not a whole number.");
        return null;
    }
}
