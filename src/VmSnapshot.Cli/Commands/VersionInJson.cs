using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using VmSnapshot.Cli.Options;
using VmSnapshot.Cli.Output;

namespace VmSnapshot.Cli.Commands;

/// <summary>The library's version, or a document with it.</summary>
internal sealed class VersionInJson(SynchronousCommandLineAction inner, GlobalOptions globals) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (!globals.IsJson(parseResult))
        {
            return inner.Invoke(parseResult);
        }

        var version = typeof(VersionInJson).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        new CliOutput(json: true, quiet: true).Write(new VersionDocument(version), CliJson.Default.VersionDocument, _ => Cell.Of(version));
        return 0;
    }
}
