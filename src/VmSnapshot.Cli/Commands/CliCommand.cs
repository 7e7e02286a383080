using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Running;

namespace VmSnapshot.Cli.Commands;

/// <summary>A command with examples in its help.</summary>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>What it does, under the rules that all commands share.</summary>
    public CliCommand Runs(GlobalOptions globals, Func<CommandContext, ParseResult, Task<int>> run, Func<ParseResult, bool>? needsVCenter = null)
    {
        SetAction((parsed, _) => CommandRunner.RunAsync(parsed, globals, needsVCenter?.Invoke(parsed) ?? true, context => run(context, parsed)));
        return this;
    }

    public CliCommand With(params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    Add(option);
                    break;
                case Argument argument:
                    Add(argument);
                    break;
                case Command command:
                    Add(command);
                    break;
            }
        }

        return this;
    }
}
