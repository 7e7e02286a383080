namespace VmSnapshot.Vim25.Generator;

/// <summary>Writes one method of the client per operation.</summary>
internal static class OperationEmitter
{
    internal static string Emit(VimModel model)
    {
        CodeText code = CodeText.File("VmSnapshot.Vim25.Protocol");
        code.Line();
        code.Line("public sealed partial class VimClient");
        code.Line("{");
        bool first = true;
        foreach (VimOperation operation in model.Operations)
        {
            if (!first)
            {
                code.Line();
            }

            first = false;
            Document(code, operation, model);
            Method(code, operation);
        }

        code.Line("}");
        return code.ToString();
    }

    private static void Document(CodeText code, VimOperation operation, VimModel model)
    {
        code.Line("/// <summary>");
        string? meaning = model.Texts.GetValueOrDefault(operation.Name);
        if (meaning is not null)
        {
            code.Line($"/// {meaning}");
        }

        code.Line($"/// {(meaning is null ? "" : "<para>")}<c>{operation.Name}</c> of <c>{operation.Owner}</c>, since vSphere API {operation.Since}.");
        if (operation.Privilege is { } privilege)
        {
            code.Line($"/// Needs the privilege <c>{privilege}</c>.");
        }

        foreach (VimParameter parameter in operation.Parameters.Where(parameter => parameter.Privilege is not null))
        {
            code.Line($"/// Needs <c>{parameter.Privilege}</c> on <c>{parameter.Name}</c>.");
        }

        if (operation.Faults.Count > 0)
        {
            code.Line("/// Declares the faults " + string.Join(", ", operation.Faults.Select(fault =>
                model.Objects.ContainsKey(fault) ? $"<see cref=\"{fault}\"/>" : $"<c>{fault}</c>")) + ".");
        }

        if (meaning is not null)
        {
            code.Line("/// </para>");
        }

        code.Line("/// </summary>");
        code.Line($"/// <param name=\"self\">The <c>{operation.Owner}</c> it is invoked on.</param>");
        foreach (VimParameter parameter in operation.Parameters)
        {
            string secret = parameter.IsSecret ? " It is kept out of messages and traces." : "";
            string about = model.Texts.GetValueOrDefault($"{operation.Name}.{parameter.Name}") is { } text ? text + " " : "";
            code.Line($"/// <param name=\"{parameter.Name}\">{about}<c>{parameter.Name}</c>: {TypeText.Describe(parameter.Type)}, since {parameter.Since}.{secret}</param>");
        }

        code.Line("/// <param name=\"cancellationToken\">Stops waiting for the answer; the server may still carry the call out.</param>");
        if (operation.Result is { } result)
        {
            string task = operation.TaskResult switch
            {
                null => "",
                "void" => " The task has no result.",
                var type => $" The task's result is a {(type.StartsWith("ref:", StringComparison.Ordinal) ? $"reference to a <c>{type[4..]}</c>" : $"<c>{type}</c>")}.",
            };
            string absent = result switch
            {
                { IsArray: true } => ", empty when the server sends none",
                { IsOptional: true } => ", or null when the server sends none",
                _ => "",
            };
            code.Line($"/// <returns>{TypeText.Describe(result with { IsOptional = false, IsArray = false })[..^", required".Length].Replace("reference", "Reference", StringComparison.Ordinal)}{absent}.{task}</returns>");
        }

        code.Line("/// <exception cref=\"ArgumentException\">A required value is missing, a value came with a later version than the client speaks, or a text holds a character that XML can't carry. Nothing was sent.</exception>");
        if (SinceVersion.Literal(operation.Since) is not null)
        {
            code.Line($"/// <exception cref=\"NotSupportedException\">The client speaks a version before {operation.Since}. Nothing was sent.</exception>");
        }

        code.Line("/// <exception cref=\"VimFaultException\">The server answered with a fault.</exception>");
        code.Line("/// <exception cref=\"VimTransportException\">There was no answer, or none that can be read.</exception>");
    }

    private static void Method(CodeText code, VimOperation operation)
    {
        // An optional parameter may be left out only when no required one follows.
        int lastRequired = operation.Parameters.ToList().FindLastIndex(parameter => !parameter.Type.IsOptional);
        IEnumerable<string> parameters = operation.Parameters.Select((parameter, index) =>
        {
            string type = parameter.Type.IsArray ? $"IReadOnlyList<{parameter.Type.CSharp}>" : parameter.Type.CSharp;
            string name = CSharpNames.Parameter(parameter.Name);
            return parameter.Type.IsOptional ? $"{type}? {name}{(index > lastRequired ? " = null" : "")}" : $"{type} {name}";
        });
        string signature = string.Join(", ", parameters.Prepend("ManagedObjectReference self").Append("CancellationToken cancellationToken = default"));
        code.Line($"public {ReturnType(operation.Result)} {CSharpNames.Method(operation.Name)}({signature})");
        code.Line("{");
        code.Line("ArgumentNullException.ThrowIfNull(self);");
        foreach (VimParameter parameter in operation.Parameters.Where(parameter => parameter.Type is { IsOptional: false } and ({ IsArray: true } or { IsValueType: false })))
        {
            code.Line($"ArgumentNullException.ThrowIfNull({CSharpNames.Parameter(parameter.Name)});");
        }

        string members = string.Concat(operation.Parameters.Select(parameter =>
            $", {CSharpNames.Member(parameter.Name)} = {CSharpNames.Parameter(parameter.Name)}"));
        code.Line($"var request = new {operation.RequestType} {{ This = self{members} }};");
        code.Line(Call(operation.Result));
        code.Line("}");
    }

    private static string ReturnType(VimType? result) => result switch
    {
        null => "Task",
        { IsArray: true } => $"Task<IReadOnlyList<{result.CSharp}>>",
        { IsOptional: true } => $"Task<{result.CSharp}?>",
        _ => $"Task<{result.CSharp}>",
    };

    private static string Call(VimType? result)
    {
        if (result is null)
        {
            return "return InvokeAsync(request, cancellationToken);";
        }

        return result switch
        {
            { IsArray: true } => "return InvokeForListAsync(request, cancellationToken);",
            { IsOptional: true } => "return InvokeForOptionalAsync(request, cancellationToken);",
            _ => "return InvokeForAsync(request, cancellationToken);",
        };
    }
}
