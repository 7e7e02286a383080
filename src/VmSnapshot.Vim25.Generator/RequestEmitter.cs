namespace VmSnapshot.Vim25.Generator;

/// <summary>Writes one class per operation for what a client sends: the operation's parameters and the type of its answer.</summary>
internal static class RequestEmitter
{
    internal static string Emit(VimModel model)
    {
        CodeText code = CodeText.File("VmSnapshot.Vim25.Protocol");
        foreach (VimOperation operation in model.Operations)
        {
            code.Line();
            Class(code, operation, model.Texts);
        }

        return code.ToString();
    }

    /// <summary>The way from an operation's wire name to a new request.</summary>
    internal static string EmitFactory(VimModel model)
    {
        CodeText code = CodeText.File();
        code.Line();
        code.Line("internal static class VimRequestFactory");
        code.Line("{");
        code.Summary("A new request for the operation with this wire name, or null.");
        code.Line("internal static VimRequestType? New(string operation) => operation switch");
        code.Line("{");
        foreach (VimOperation operation in model.Operations.OrderBy(operation => operation.Name, StringComparer.Ordinal))
        {
            code.Line($"\"{operation.Name}\" => new {operation.RequestType}(),");
        }

        code.Line("_ => null,");
        code.Line("};");
        code.Line("}");
        return code.ToString();
    }

    private static void Class(CodeText code, VimOperation operation, IReadOnlyDictionary<string, string> texts)
    {
        VimType? result = operation.Result;
        string answer = result is null ? "VimRequestType" : $"VimRequestType<{result.CSharp}>";
        code.Summary($"What <c>{operation.Name}</c> of <c>{operation.Owner}</c> is asked: its parameters.");
        code.Line($"public sealed class {operation.RequestType} : {answer}");
        code.Line("{");
        foreach (VimParameter parameter in operation.Parameters)
        {
            VimType type = parameter.Type;
            string nullable = type.IsArray || type.IsOptional || !type.IsValueType ? "?" : "";
            string secret = parameter.IsSecret ? " Secret." : "";
            code.Summary(texts.GetValueOrDefault($"{operation.Name}.{parameter.Name}"), $"<c>{parameter.Name}</c>: {TypeText.Describe(type)}, since {parameter.Since}.{secret}");
            code.Line($"public {(type.IsArray ? $"IReadOnlyList<{type.CSharp}>" : type.CSharp)}{nullable} {CSharpNames.Member(parameter.Name)} {{ get; set; }}");
            code.Line();
        }

        code.Line("/// <inheritdoc/>");
        code.Line($"public override string Operation => \"{operation.Name}\";");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"public override string OwnerType => \"{operation.Owner}\";");
        if (operation.Privilege is { } privilege)
        {
            code.Line();
            code.Line("/// <inheritdoc/>");
            code.Line($"public override string? Privilege => \"{privilege}\";");
        }

        if (operation.Parameters.Any(parameter => parameter.Privilege is not null))
        {
            string pairs = string.Join(", ", operation.Parameters.Where(parameter => parameter.Privilege is not null)
                .Select(parameter => $"new(\"{parameter.Name}\", \"{parameter.Privilege}\")"));
            code.Line();
            code.Line("/// <inheritdoc/>");
            code.Line($"public override IReadOnlyList<KeyValuePair<string, string>> ParameterPrivileges => [{pairs}];");
        }

        if (operation.Parameters.Any(parameter => parameter.IsSecret))
        {
            string names = string.Join(", ", operation.Parameters.Where(parameter => parameter.IsSecret).Select(parameter => $"\"{parameter.Name}\""));
            code.Line();
            code.Line("/// <inheritdoc/>");
            code.Line($"public override IReadOnlyList<string> SecretParameters => [{names}];");
        }

        code.Line();
        code.Line($"internal override string ModelledName => \"{operation.RequestType}\";");
        if (SinceVersion.Literal(operation.Since) is { } since)
        {
            code.Line();
            code.Line($"internal override int Since => {since};");
        }

        if (operation.Waits is var (waiting, member))
        {
            code.Line();
            code.Line($"internal override int HeldBackSeconds => {CSharpNames.Member(waiting)}?.{CSharpNames.Member(member)} ?? 0;");
        }

        if (operation.Parameters.Count > 0)
        {
            Write(code, operation);
            List<(string Wire, string Property, VimType Type)> members = [.. operation.Parameters.Select(p => (p.Name, CSharpNames.Member(p.Name), p.Type))];
            ObjectEmitter.Read(code, members);
            ObjectEmitter.Get(code, members);
            ObjectEmitter.Detach(code, members);
        }

        if (result is not null)
        {
            Answer(code, result);
        }

        code.Line("}");
    }

    private static void Write(CodeText code, VimOperation operation)
    {
        code.Line();
        code.Line("internal override void WriteMembers(VimWriter writer)");
        code.Line("{");
        code.Line("base.WriteMembers(writer);");
        foreach (VimParameter parameter in operation.Parameters)
        {
            string property = CSharpNames.Member(parameter.Name);
            ObjectEmitter.WriteMember(code, operation.Since, parameter.Since, parameter.Name, parameter.Type, property);
        }

        code.Line("}");
    }

    private static void Answer(CodeText code, VimType result)
    {
        VimType one = result with { IsOptional = false, IsArray = false };
        if (result.IsArray)
        {
            code.Line();
            code.Line("/// <inheritdoc/>");
            code.Line("public override bool ReturnsList => true;");
        }

        if (result is { IsArray: false, IsOptional: false })
        {
            code.Line();
            code.Line("internal override bool RequiresValue => true;");
        }

        code.Line();
        string suffix = one.Kind == VimTypeKind.Object || !one.IsValueType ? "?" : "";
        code.Line($"internal override {one.CSharp}{suffix} ReadReturnValue(VimReader reader) => {ObjectEmitter.ReadExpression(one)};");
        code.Line();
        code.Line($"internal override void WriteReturnValue(VimWriter writer, {one.CSharp} value) => {ObjectEmitter.WriteStatement("writer", "returnval", one, "value")}");
    }
}
