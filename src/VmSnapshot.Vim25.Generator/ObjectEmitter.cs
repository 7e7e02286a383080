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

        List<(string Wire, string Property, VimType Type)> members = [.. type.Members.Select(member => (member.Name, PropertyName(type, member), member.Type))];
        if (type.Members.Count > 0)
        {
            Write(code, type);
            Read(code, members);
            Get(code, members);
            Detach(code, members);
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
            WriteMember(code, type.Since, member.Since, member.Name, member.Type, PropertyName(type, member));
        }

        code.Line("}");
    }

    /// <summary>A member that came after what it belongs to is looked at when it is set.</summary>
    internal static void WriteMember(CodeText code, string ownerSince, string since, string wireName, VimType type, string value)
    {
        string statement = WriteStatement("writer", wireName, type, value);
        if (since != ownerSince && SinceVersion.Literal(since) is { } number && (type.IsOptional || type.IsArray || !type.IsValueType))
        {
            code.Line($"if (writer.Has({number}, \"{wireName}\", {value} is {(type.IsArray ? "{ Count: > 0 }" : "not null")}))");
            code.Line("{");
            code.Line(statement);
            code.Line("}");
        }
        else
        {
            code.Line(statement);
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

    /// <summary>Reading by wire name, as the property collector does it.</summary>
    internal static void Get(CodeText code, IReadOnlyList<(string Wire, string Property, VimType Type)> members)
    {
        code.Line();
        code.Line("internal override bool TryGet(string name, out object? value)");
        code.Line("{");
        code.Line("switch (name)");
        code.Line("{");
        foreach ((string wire, string property, _) in members)
        {
            code.Line($"case \"{wire}\":");
            code.Line($"    value = {property};");
            code.Line("    return true;");
        }

        code.Line("default:");
        code.Line("    return base.TryGet(name, out value);");
        code.Line("}");
        code.Line("}");
    }

    /// <summary>The half of a deep copy that follows the shallow one: what both would share is copied, too.</summary>
    internal static void Detach(CodeText code, IReadOnlyList<(string Wire, string Property, VimType Type)> members)
    {
        var shared = members.Where(member => member.Type.IsArray || member.Type.Kind is VimTypeKind.Object or VimTypeKind.Any or VimTypeKind.Binary).ToList();
        if (shared.Count == 0)
        {
            return;
        }

        code.Line();
        code.Line("internal override void Detach()");
        code.Line("{");
        code.Line("base.Detach();");
        foreach ((_, string property, VimType type) in shared)
        {
            string method = type switch
            {
                { IsArray: true, Kind: VimTypeKind.Object } => "Objects",
                { IsArray: true, Kind: VimTypeKind.Any or VimTypeKind.Binary } => "Values",
                { IsArray: true } => "List",
                { Kind: VimTypeKind.Object } => "Object",
                _ => "Value",
            };
            string cast = type is { IsArray: false, Kind: VimTypeKind.Binary } ? "(byte[]?)" : "";
            code.Line($"{property} = {cast}DeepCopy.{method}({property});");
        }

        code.Line("}");
    }

    internal static void Read(CodeText code, IReadOnlyList<(string Wire, string Property, VimType Type)> members)
    {
        code.Line();
        code.Line("internal override bool ReadMember(VimReader reader, string name)");
        code.Line("{");
        code.Line("switch (name)");
        code.Line("{");
        foreach ((string wire, string property, VimType type) in members)
        {
            code.Line($"case \"{wire}\":");
            code.Line(type.IsArray
                ? $"    {property} = VimReader.Add({property}, {ReadExpression(type with { IsOptional = false })});"
                : $"    {property} = {ReadExpression(type)};");
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
