using System.CommandLine;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;

namespace VmSnapshot.Cli.Running;

/// <summary>Runs a command and turns whatever goes wrong into a message and an exit code.</summary>
internal static class CommandRunner
{
    /// <param name="parsed">The command line.</param>
    /// <param name="globals">The global options.</param>
    /// <param name="needsVCenter">Whether the command is of no use without a vCenter.</param>
    /// <param name="run">The command; returns the exit code.</param>
    /// <param name="adjust">Fills in what the command takes for granted where nothing is given.</param>
    public static async Task<int> RunAsync(
        ParseResult parsed, GlobalOptions globals, bool needsVCenter, Func<CommandContext, Task<int>> run, Func<CliSettings, CliSettings>? adjust = null)
    {
        var output = new CliOutput(globals.IsJson(parsed), globals.IsQuiet(parsed));
        CommandContext? context = null;
        using var interruption = new Interruption(() => QuitAtOnce(output, context));
        try
        {
            var settings = globals.Read(parsed);
            settings = adjust?.Invoke(settings) ?? settings;
            if (settings.Timeout is { } timeout)
            {
                interruption.StopAfter(timeout);
            }

            settings = needsVCenter ? await Login.CompleteAsync(settings, interruption.Token) : Login.WithoutAsking(settings);

            await using var owned = context = new CommandContext(settings, output, interruption);
            return await run(context);
        }
        catch (Exception e)
        {
            return Fail(output, ErrorTranslation.Translate(e, interruption.Reason, context));
        }
    }

    public static int Fail(CliOutput output, ErrorDocument document)
    {
        output.WriteError(document);
        return ExitCodes.Of(document.Error.Code);
    }

    private static void QuitAtOnce(CliOutput output, CommandContext? context)
    {
        var left = context is { WhatRemains: { } remains }
            ? $"{remains} Its lease was not given back: it is free {Composition.Lease.TotalSeconds:0} seconds from now at the latest."
            : context?.OperationId is { } id
            ? $"Operation {id} was not cleaned up: what it made may still be in vCenter, marked with this id."
            : "Nothing was cleaned up.";
        output.WriteError(new ErrorDocument(new ErrorBody
        {
            Code = CliErrors.Interrupted,
            Message = $"Interrupted twice: quit at once. {left}",
            OperationId = context?.OperationId,
        }));
        Environment.Exit(ExitCodes.Interrupted);
    }
}
