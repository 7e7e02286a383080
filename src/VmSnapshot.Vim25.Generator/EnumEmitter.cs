namespace VmSnapshot.Vim25.Generator;

/// <summary>Writes an enumeration as a struct around its text, so that a value of a later version survives.</summary>
internal static class EnumEmitter
{
    internal static void Emit(CodeText code, VimEnum type)
    {
        code.Summary($"A value of the vim25 enumeration <c>{type.Name}</c>, since vSphere API {type.Since}. Values that this version doesn't know are kept.");
        code.Line("/// <param name=\"Value\">The value as it stands on the wire.</param>");
        code.Line($"public readonly record struct {type.Name}(string Value) : IVimEnum");
        code.Line("{");
        foreach (string value in type.Values)
        {
            string name = CSharpNames.Member(value);
            code.Summary($"<c>{value}</c>.");
            code.Line($"public static {type.Name} {(name == "Value" ? "ValueMember" : name)} => new(\"{value}\");");
            code.Line();
        }

        code.Summary("The value as it stands on the wire; empty for the default of the struct.");
        code.Line("public override string ToString() => Value ?? \"\";");
        code.Line("}");
    }
}
