namespace VmSnapshot.Vim25.Generator;

/// <summary>Writes the managed object types and their properties as one text, which the library parses when it first needs it.</summary>
internal static class ManagedTypesEmitter
{
    internal static string Emit(VimModel model)
    {
        CodeText code = CodeText.File();
        code.Line();
        code.Line("public static partial class VimManagedTypes");
        code.Line("{");
        code.Summary($"{model.ManagedTypes.Count} managed object types of vim25, a line each: <c>Name:Base:property type,property type</c>.");
        code.Line("private static ReadOnlySpan<byte> Text =>");
        for (int index = 0; index < model.ManagedTypes.Count; index++)
        {
            VimManagedType type = model.ManagedTypes[index];
            string properties = string.Join(',', type.Properties.Select(property => $"{property.Name} {property.Type}"));
            code.Line($"    \"{type.Name}:{type.Base}:{properties}\\n\"u8{(index < model.ManagedTypes.Count - 1 ? " +" : ";")}");
        }

        code.Line("}");
        return code.ToString();
    }
}
