using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Faults;

/// <summary>A fault that acted on a call.</summary>
/// <param name="Kind">What it did: the name of the method of <see cref="FaultTrigger"/> that it was made with.</param>
/// <param name="Operation">The wire name of the operation.</param>
/// <param name="Target">What it was called on.</param>
/// <param name="CallNumber">The call's place among all, as in <see cref="Calls.RecordedCall.Number"/>.</param>
/// <param name="Time">When, by the simulator's clock.</param>
public sealed record FiredFault(string Kind, string Operation, ManagedObjectReference Target, long CallNumber, DateTimeOffset Time);
