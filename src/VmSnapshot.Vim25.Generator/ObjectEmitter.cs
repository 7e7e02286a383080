namespace VmSnapshot.Vim25.Generator;

/// <summary>Writes a data object as a class that reads and writes its own members after those of its base.</summary>
internal static class ObjectEmitter
{
    internal static void Emit(CodeText code, VimObject type, IReadOnlyDictionary<string, string> texts)
    {
        code.Summary(texts.GetValueOrDefault(type.Name), $"The vim25 data object <c>{type.Name}</c>, since vSphere API {type.Since}.");
        code.Line($"public partial class {type.Name} : {type.Base}");
        code.Line("{");
        foreach (VimMember member in type.Members)
        {
            Property(code, type, member, texts.GetValueOrDefault($"{type.Name}.{member.Name}"));
        }

        code.Line($"internal override string ModelledName => \"{type.Name}\";");
        code.Line();
        code.Line($"internal override IList NewList() => new List<{type.Name}>();");
        if (SinceVersion.Literal(type.Since) is { } since)
        {
            code.Line();
            code.Line($"internal override int Since => {since};");
        }

        if (type.Members.Count > 0)
        {
            Write(code, type);
            Read(code, type);
        }

        code.Line("}");
    }

    private static void Property(CodeText code, VimObject type, VimMember member, string? meaning)
    {
        VimType wire = member.Type;
        string nullable = wire.IsArray || wire.IsOptional || !wire.IsValueType ? "?" : "";
        string csharp = wire.IsArray ? $"IReadOnlyList<{wire.CSharp}>" : wire.CSharp;
        code.Summary(meaning, $"<c>{member.Name}</c>: {TypeText.Describe(wire)}, since {member.Since}.");
        code.Line($"public {csharp}{nullable} {PropertyName(type, member)} {{ get; set; }}");
        code.Line();
    }

    // C# lets no member have the name of its type.
    private static string PropertyName(VimObject type, VimMember member)
        => CSharpNames.Member(member.Name) is var name && name == type.Name ? name + "Member" : name;

    private static void Write(CodeText code, VimObject type)
    {
        code.Line();
        code.Line("internal override void WriteMembers(VimWriter writer)");
        code.Line("{");
        code.Line("base.WriteMembers(writer);");
        foreach (VimMember member in type.Members)
        {
            CheckVersion(code, "writer", type.Since, member.Since, member.Name, member.Type, PropertyName(type, member));
            code.Line(WriteStatement("writer", member.Name, member.Type, PropertyName(type, member)));
        }

        code.Line("}");
    }

    /// <summary>A member that came after what it belongs to is looked at when it is set.</summary>
    internal static void CheckVersion(CodeText code, string writer, string ownerSince, string since, string wireName, VimType type, string value)
    {
        if (since != ownerSince && SinceVersion.Literal(since) is { } number && (type.IsOptional || type.IsArray || !type.IsValueType))
        {
            code.Line($"{writer}.Since({number}, \"{wireName}\", {value} is {(type.IsArray ? "{ Count: > 0 }" : "not null")});");
        }
    }

    internal static string WriteStatement(string writer, string wireName, VimType type, string value)
    {
        string method = type.Kind.ToString();
        string extra = type.Kind == VimTypeKind.Object ? $"\"{type.Name}\", " : "";
        if (type.IsArray)
        {
            string item = type.Kind == VimTypeKind.Enum ? "item.Value, required: true" : "item";
            return $"{writer}.Many(\"{wireName}\", {value}, static (w, name, item) => w.{method}(name, {extra}{item}));";
        }

        if (type.Kind == VimTypeKind.Enum)
        {
            value += type.IsOptional ? "?.Value" : ".Value";
        }

        bool required = !type.IsOptional && (!type.IsValueType || type.Kind == VimTypeKind.Enum);
        return $"{writer}.{method}(\"{wireName}\", {extra}{value}{(required ? ", required: true" : "")});";
    }

    private static void Read(CodeText code, VimObject type)
    {
        code.Line();
        code.Line("internal override bool ReadMember(VimReader reader, string name)");
        code.Line("{");
        code.Line("switch (name)");
        code.Line("{");
        foreach (VimMember member in type.Members)
        {
            string property = PropertyName(type, member);
            code.Line($"case \"{member.Name}\":");
            code.Line(member.Type.IsArray
                ? $"    {property} = VimReader.Add({property}, {ReadExpression(member.Type with { IsOptional = false })});"
                : $"    {property} = {ReadExpression(member.Type)};");
            code.Line("    return true;");
        }

        code.Line("default:");
        code.Line("    return base.ReadMember(reader, name);");
        code.Line("}");
        code.Line("}");
    }

    internal static string ReadExpression(VimType type) => type.Kind switch
    {
        VimTypeKind.Object => $"reader.Object<{type.Name}>(\"{type.Name}\")",
        VimTypeKind.Enum when type.IsOptional => $"reader.Enum() is {{ }} value{type.Name} ? new {type.Name}(value{type.Name}) : null",
        VimTypeKind.Enum => $"new {type.Name}(reader.Enum() ?? \"\")",
        _ when type.IsValueType && !type.IsOptional => $"reader.{type.Kind}().GetValueOrDefault()",
        _ => $"reader.{type.Kind}()",
    };
}
