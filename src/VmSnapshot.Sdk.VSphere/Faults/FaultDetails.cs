using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Faults;

/// <summary>What a fault's own fields say, in words.</summary>
internal static class FaultDetails
{
    public static string? Describe(MethodFault? fault) => fault switch
    {
        NoPermission { PrivilegeId: { } privilege } denied => $"privilege {privilege}{On(denied.Object)}",
        DuplicateName { Name: { } name } duplicate => $"'{name}'{On(duplicate.Object)}",
        ManagedObjectNotFound { Obj: { } gone } => gone.ToString(),
        InvalidProperty { Name: { } name } => $"property {name}",
        InvalidArgument { InvalidProperty: { } property } => $"property {property}",
        _ => null,
    };

    private static string On(ManagedObjectReference? target) => target is null ? string.Empty : $" on {target}";
}
