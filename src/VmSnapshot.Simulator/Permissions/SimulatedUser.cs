using System.Security.Cryptography;
using System.Text;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>Somebody who can log in. The password can be compared, never read.</summary>
internal sealed class SimulatedUser(string name, string password)
{
    private readonly byte[] _password = Encoding.UTF8.GetBytes(password);

    internal string Name => name;

    /// <summary>The roles given on entities, each with whether it holds for what is below.</summary>
    internal Dictionary<ManagedObjectReference, (SimulatedRole Role, bool Propagates)> Grants { get; } = [];

    /// <summary>The role that holds for everything, when the user has no other; spares the way up from each object.</summary>
    internal SimulatedRole? Everywhere { get; set; }

    internal bool Accepts(string? attempt)
        => attempt is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(attempt), _password);
}
