namespace VmSnapshot.Vim25.Generator;

/// <summary>Writes the base type of every vim25 data object as one text, which the library parses when it first needs it.</summary>
internal static class TypeTableEmitter
{
    private const int LineLength = 140;

    internal static string Emit(VimModel model)
    {
        CodeText code = CodeText.File();
        code.Line();
        code.Line("internal static partial class VimTypeTable");
        code.Line("{");
        code.Summary($"{model.BaseTypes.Count} data objects of vim25: <c>Base:Derived,Derived;</c> and so on.");
        code.Line("private static ReadOnlySpan<byte> Text =>");
        string text = string.Concat(model.BaseTypes.GroupBy(pair => pair.Value, pair => pair.Key)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}:{string.Join(',', group.Order(StringComparer.Ordinal))};"));
        for (int start = 0; start < text.Length; start += LineLength)
        {
            string piece = text.Substring(start, Math.Min(LineLength, text.Length - start));
            code.Line($"    \"{piece}\"u8{(start + LineLength < text.Length ? " +" : ";")}");
        }

        code.Line("}");
        return code.ToString();
    }
}
