namespace VmSnapshot.Sdk.Testing;

/// <summary>The guest settings that a simulated VM was last sent.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Secrets">The values of their secret references, in clear: a test may want to see that they arrived.</param>
/// <param name="IsPending">Whether they wait for the next power-on, which applies them.</param>
public sealed record SimulatedGuest(GuestSettings Settings, IReadOnlyDictionary<SecretReference, string> Secrets, bool IsPending);
