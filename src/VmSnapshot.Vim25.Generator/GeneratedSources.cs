namespace VmSnapshot.Vim25.Generator;

/// <summary>All generated files.</summary>
internal static class GeneratedSources
{
    /// <summary>The text of every file by its name.</summary>
    internal static IReadOnlyDictionary<string, string> From(VimModel model)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        IEnumerable<string> sections = model.Objects.Values.Select(type => type.Section)
            .Concat(model.Enums.Values.Select(type => type.Section))
            .Distinct();
        foreach (string section in sections)
        {
            files.Add($"{section}Types.g.cs", SectionOf(model, section));
        }

        files.Add("VimClient.Operations.g.cs", OperationEmitter.Emit(model));
        files.Add("Requests.g.cs", RequestEmitter.Emit(model));
        files.Add("VimRequestFactory.g.cs", RequestEmitter.EmitFactory(model));
        files.Add("VimManagedTypes.g.cs", ManagedTypesEmitter.Emit(model));
        files.Add("VimVersions.g.cs", Versions(model));
        files.Add("VimTypeFactory.g.cs", TypeFactoryEmitter.Emit(model));
        files.Add("VimTypeTable.g.cs", TypeTableEmitter.Emit(model));
        return files;
    }

    private static string Versions(VimModel model)
    {
        CodeText code = CodeText.File();
        code.Line();
        code.Line("public static partial class VimVersions");
        code.Line("{");
        code.Summary("The newest version that the classes were compared with.");
        code.Line($"public const string Newest = \"{model.NewestVersion}\";");
        code.Line("}");
        return code.ToString();
    }

    private static string SectionOf(VimModel model, string section)
    {
        CodeText code = CodeText.File("System.Collections", "VmSnapshot.Vim25.Protocol");
        foreach (VimObject type in model.Objects.Values.Where(type => type.Section == section))
        {
            code.Line();
            ObjectEmitter.Emit(code, type, model.Texts);
        }

        foreach (VimEnum type in model.Enums.Values.Where(type => type.Section == section))
        {
            code.Line();
            EnumEmitter.Emit(code, type);
        }

        return code.ToString();
    }
}
