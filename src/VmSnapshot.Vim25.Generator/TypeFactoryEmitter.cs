namespace VmSnapshot.Vim25.Generator;

/// <summary>
/// Writes the way from a wire name to a new object. Names are split by length into methods of their own: the runtime
/// compiles only those that a program meets, where one switch over all names would cost every start.
/// </summary>
internal static class TypeFactoryEmitter
{
    internal static string Emit(VimModel model)
    {
        CodeText code = CodeText.File("System.Collections", "VmSnapshot.Vim25.Protocol");
        code.Line();
        code.Line("internal static partial class VimTypeFactory");
        code.Line("{");
        var byLength = model.Objects.Keys.GroupBy(name => name.Length).OrderBy(group => group.Key).ToList();
        code.Summary("A new object of the modelled type with this wire name, or null.");
        code.Line("internal static DynamicData? NewObject(string name) => name.Length switch");
        code.Line("{");
        foreach (int length in byLength.Select(group => group.Key))
        {
            code.Line($"{length} => NewObject{length}(name),");
        }

        code.Line("_ => null,");
        code.Line("};");
        code.Line();
        code.Summary("A value of the modelled enumeration with this wire name, or null when there is none of the name.");
        code.Line("internal static object? NewEnum(string name, string value) => name switch");
        code.Line("{");
        foreach (string name in model.Enums.Keys.Order(StringComparer.Ordinal))
        {
            code.Line($"\"{name}\" => new {name}(value),");
        }

        code.Line("_ => null,");
        code.Line("};");
        code.Line();
        code.Summary("An empty list for values of the modelled enumeration with this wire name, or null.");
        code.Line("internal static IList? NewEnumList(string name) => name switch");
        code.Line("{");
        foreach (string name in model.Enums.Keys.Order(StringComparer.Ordinal))
        {
            code.Line($"\"{name}\" => new List<{name}>(),");
        }

        code.Line("_ => null,");
        code.Line("};");
        foreach (IGrouping<int, string> group in byLength)
        {
            code.Line();
            code.Line($"private static DynamicData? NewObject{group.Key}(string name) => name switch");
            code.Line("{");
            foreach (string name in group.Order(StringComparer.Ordinal))
            {
                code.Line($"\"{name}\" => new {name}(),");
            }

            code.Line("_ => null,");
            code.Line("};");
        }

        code.Line("}");
        return code.ToString();
    }
}
