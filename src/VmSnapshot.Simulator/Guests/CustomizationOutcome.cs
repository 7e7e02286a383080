using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>What becomes of a customization: something that a test decides, since only a real guest could.</summary>
internal sealed class CustomizationOutcome
{
    private CustomizationOutcome(CustomizationFailed? failure) => Failure = failure;

    /// <summary>It never begins: no event, the adapters stay unconnected. Seen by terraform-provider-vsphere #739, #444 and #1512.</summary>
    internal static CustomizationOutcome NeverStarts { get; } = new(failure: null);

    /// <summary>The event that it ends with; null when it never begins.</summary>
    internal CustomizationFailed? Failure { get; }

    /// <summary>It fails, with <c>CustomizationFailed</c> or one of the types derived from it.</summary>
    internal static CustomizationOutcome FailsWith(CustomizationFailed failure) => new(failure);

    /// <summary>It fails with the type of that name.</summary>
    internal static CustomizationOutcome FailsWith(string eventType, string? reason = null) => new(eventType switch
    {
        nameof(CustomizationFailed) => new CustomizationFailed { Reason = reason },
        nameof(CustomizationSysprepFailed) => new CustomizationSysprepFailed { Reason = reason, SysprepVersion = "3.14", SystemVersion = "10.0" },
        nameof(CustomizationLinuxIdentityFailed) => new CustomizationLinuxIdentityFailed { Reason = reason },
        nameof(CustomizationNetworkSetupFailed) => new CustomizationNetworkSetupFailed { Reason = reason },
        nameof(CustomizationUnknownFailure) => new CustomizationUnknownFailure { Reason = reason },
        _ => throw new ArgumentException($"A customization doesn't end with '{eventType}': give CustomizationFailed, CustomizationSysprepFailed, CustomizationLinuxIdentityFailed, CustomizationNetworkSetupFailed or CustomizationUnknownFailure.", nameof(eventType)),
    });
}
