using System.CommandLine;
using System.CommandLine.Parsing;
using VmSnapshot.Cli.Commands;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;
using VmSnapshot.Cli.Running;
using VmSnapshot.Sdk;

var globals = new GlobalOptions();
// No response files: '@' may begin a name.
var parserConfiguration = new ParserConfiguration { ResponseFileTokenReplacer = null };
// Signals and exceptions are the commands' own: an operation is cleaned up before the process ends.
var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
var root = Root.Create(globals);
var parsed = root.Parse(args, parserConfiguration);
if (parsed.Errors.Count == 0 || parsed.Action is { ClearsParseErrors: true })
{
    return await parsed.InvokeAsync(invocation);
}

var words = parsed.UnmatchedTokens;
var command = parsed.CommandResult.Command;
var isJson = globals.IsJson(parsed);
if (command.Subcommands.Count > 0 && words.Count == 0 && parsed.Errors.Count == 1 && !isJson)
{
    // A command that lacks its verb is somebody who looks around: the help, but not as a result.
    await root.Parse([.. Names(parsed.CommandResult).Reverse().Skip(1), "--help"], parserConfiguration).InvokeAsync(new InvocationConfiguration { Output = Console.Error });
    return ExitCodes.Unusable;
}

var output = new CliOutput(isJson, quiet: true);
// That a command is missing says nothing where there is a word that is none.
var usage = command.Subcommands.Count > 0 && words.Count > 0 && !words[0].StartsWith('-')
    ? [$"There is no command '{words[0]}'; there are {string.Join(", ", command.Subcommands.Select(known => known.Name))}."]
    : parsed.Errors.Select(error => error.Message).Distinct().ToList();
var path = string.Join(' ', Names(parsed.CommandResult).Reverse());
return CommandRunner.Fail(output, new ErrorDocument(new ErrorBody
{
    Code = VmSnapshotErrorCodes.InvalidArguments,
    Message = $"{string.Join(" ", usage)} See '{path} --help'.",
    Details = new ErrorDetails { Usage = usage },
}));

static IEnumerable<string> Names(SymbolResult? result)
{
    for (; result is CommandResult command; result = command.Parent)
    {
        yield return command.Command is RootCommand ? "vmsnap" : command.Command.Name;
    }
}
