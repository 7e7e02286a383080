using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Calls;

/// <summary>Keeps passwords and tickets out of the record of calls.</summary>
internal static class Secrets
{
    internal const string Blank = "***";

    /// <summary>A copy of the request without what is secret in it.</summary>
    internal static VimRequestType Blanked(VimRequestType request)
    {
        var copy = (VimRequestType)request.Copy();
        switch (copy)
        {
            case LoginRequestType login:
                login.Password = Blanked(login.Password);
                break;
            case CloneSessionRequestType session:
                session.CloneTicket = Blanked(session.CloneTicket);
                break;
            case CloneVMRequestType clone:
                In(clone.Spec);
                break;
            case CheckCloneRequestType clone:
                In(clone.Spec);
                break;
            case InstantCloneRequestType clone:
                In(clone.Spec?.Location);
                break;
            case CheckInstantCloneRequestType clone:
                In(clone.Spec?.Location);
                break;
            case RelocateVMRequestType relocation:
                In(relocation.Spec);
                break;
            case CustomizeVMRequestType customization:
                In(customization.Spec);
                break;
            case CheckCustomizationSpecRequestType check:
                In(check.Spec);
                break;
            case CreateCustomizationSpecRequestType creation:
                In(creation.Item?.Spec);
                break;
            case PlaceVmRequestType placement:
                In(placement.PlacementSpec?.CloneSpec);
                In(placement.PlacementSpec?.RelocateSpec);
                break;
            case RecommendDatastoresRequestType recommendation:
                In(recommendation.StorageSpec?.CloneSpec);
                In(recommendation.StorageSpec?.RelocateSpec);
                break;
        }

        return copy;
    }

    private static void In(VirtualMachineCloneSpec? spec)
    {
        In(spec?.Customization);
        In(spec?.Location);
    }

    private static void In(VirtualMachineRelocateSpec? spec)
    {
        switch (spec?.Service?.Credential)
        {
            case ServiceLocatorNamePassword named:
                named.Password = Blanked(named.Password);
                break;
            case ServiceLocatorSAMLCredential token:
                token.Token = Blanked(token.Token);
                break;
        }
    }

    private static void In(CustomizationSpec? spec)
    {
        if (spec?.Identity is CustomizationSysprep windows)
        {
            In(windows.GuiUnattended?.Password);
            In(windows.Identification?.DomainAdminPassword);
        }
    }

    private static void In(CustomizationPassword? password)
    {
        if (password is not null)
        {
            password.Value = Blanked(password.Value);
        }
    }

    private static string? Blanked(string? secret) => secret is null ? null : Blank;
}
