using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>
/// Names a VM: by name, inventory path, moRef or instance UUID. Without a prefix all readings are tried and two different
/// hits are ambiguous; <c>name:</c>, <c>path:</c>, <c>moref:</c> or <c>uuid:</c> in front decides. A moRef may also be given with its type, as
/// <c>VirtualMachine:vm-42</c>.
/// </summary>
/// <param name="Kind">How <paramref name="Value"/> is to be read.</param>
/// <param name="Value">The name, path, moRef or UUID, without the prefix.</param>
[JsonConverter(typeof(VmReferenceJsonConverter))]
public sealed record VmReference(VmReferenceKind Kind, string Value)
{
    private static readonly (string Prefix, VmReferenceKind Kind)[] Prefixes =
    [
        ("name:", VmReferenceKind.Name), ("path:", VmReferenceKind.Path), ("moref:", VmReferenceKind.MoRef), ("uuid:", VmReferenceKind.InstanceUuid),
    ];

    // What a moRef looks like in the results of the steps: as good a name for a VM as any.
    private const string MoRefType = "VirtualMachine:";

    /// <summary>Reads a reference with or without a prefix.</summary>
    /// <param name="text">For example <c>web-1</c>, <c>/DC0/vm/web-1</c>, <c>moref:vm-42</c>.</param>
    /// <exception cref="ArgumentException">There is nothing, or nothing behind the prefix.</exception>
    public static VmReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (prefix, kind) = Prefixes.FirstOrDefault(
            p => text.StartsWith(p.Prefix, StringComparison.OrdinalIgnoreCase), (Prefix: string.Empty, Kind: VmReferenceKind.Any));
        var value = text[prefix.Length..];
        if (kind is VmReferenceKind.Any or VmReferenceKind.MoRef && value.StartsWith(MoRefType, StringComparison.Ordinal))
        {
            (kind, value) = (VmReferenceKind.MoRef, value[MoRefType.Length..]);
        }

        return string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException("A VM is named by its name, inventory path, moRef or instance UUID; this is empty.", nameof(text))
            : new VmReference(kind, value);
    }

    /// <summary>The same as <see cref="Parse"/>.</summary>
    /// <param name="text">The text to read.</param>
    public static implicit operator VmReference(string text) => Parse(text);

    /// <summary>The same as <see cref="Parse"/>, for languages without conversion operators.</summary>
    /// <param name="text">The text to read.</param>
    public static VmReference FromString(string text) => Parse(text);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Prefixes.FirstOrDefault(p => p.Kind == Kind).Prefix + Value;
}

/// <summary>How a <see cref="VmReference"/> is to be read.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VmReferenceKind>))]
public enum VmReferenceKind
{
    /// <summary>All readings.</summary>
    Any,

    /// <summary>The VM's name.</summary>
    Name,

    /// <summary>The inventory path, such as <c>/DC0/vm/Golden/web</c>.</summary>
    Path,

    /// <summary>The value of the managed object reference, such as <c>vm-42</c>.</summary>
    MoRef,

    /// <summary>The instance UUID.</summary>
    InstanceUuid,
}
