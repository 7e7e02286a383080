using System.CommandLine;
using System.CommandLine.Invocation;

namespace VmSnapshot.Cli.Commands;

/// <summary>The library's help, followed by examples and, at the top, by what scripts need to know.</summary>
internal sealed class HelpWithExamples(SynchronousCommandLineAction inner) : SynchronousCommandLineAction
{
    private const string ForScripts = """
        Exit codes:
          0    done
          1    the operation failed
          2    unusable arguments or values, an ambiguous name: nothing was changed
          3    vCenter unreachable, certificate or login refused
          4    not found
          5    conflict: a name that is taken, a record that is protected, obsolete or changed
          6    snapshot database unusable
          130  interrupted; what was made was removed again

        The password comes from VMSNAPSHOT_PASSWORD, or is asked for on a terminal.
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        switch (parseResult.CommandResult.Command)
        {
            case CliCommand { Examples.Count: > 0 } command:
                output.WriteLine("Examples:");
                foreach (var example in command.Examples)
                {
                    output.WriteLine($"  {example}");
                }

                output.WriteLine();
                break;
            case RootCommand:
                output.WriteLine(ForScripts);
                output.WriteLine();
                break;
        }

        return code;
    }
}
