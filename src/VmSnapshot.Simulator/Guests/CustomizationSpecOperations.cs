using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>Saved customization specifications (API reference, CustomizationSpecManager).</summary>
internal static class CustomizationSpecOperations
{
    internal static void Register(VCenter vCenter)
    {
        CustomizationSpecTable specs = vCenter.CustomizationSpecs;
        vCenter.Operations.On<DoesCustomizationSpecExistRequestType>((_, request) => specs.Find(request.Name) is not null);
        vCenter.Operations.On<GetCustomizationSpecRequestType>((_, request) => specs.Find(request.Name) ?? throw CustomizationSpecTable.NotFound(request.Name));
        vCenter.Operations.On<CreateCustomizationSpecRequestType>((_, request) => specs.Add(request.Item));
        vCenter.Operations.On<DeleteCustomizationSpecRequestType>((_, request) => specs.Remove(request.Name));
    }
}
