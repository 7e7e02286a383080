using System.CommandLine;

namespace VmSnapshot.Cli.Commands;

/// <summary><c>help</c>: the same as <c>--help</c>, for who looks for it where other tools have it.</summary>
internal static class HelpCommand
{
    public static CliCommand Create(RootCommand root)
    {
        var words = new Argument<string[]>("COMMAND") { Arity = ArgumentArity.ZeroOrMore, Description = "The command to explain. Default: all of them." };
        var command = new CliCommand("help", "Explains the tool or a command, as --help does.", "vmsnap help vm create").With(words);
        command.SetAction(parsed => root.Parse([.. parsed.GetValue(words) ?? [], "--help"], parsed.Configuration).Invoke(parsed.InvocationConfiguration));
        return command;
    }
}
