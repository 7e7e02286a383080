using System.Security.Cryptography;
using System.Text;

namespace VmSnapshot.Simulator.Objects;

/// <summary>UUIDs that come out the same in every run.</summary>
internal static class StableUuid
{
    internal static string Of(string kind, string identifier)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}/{identifier}"));
        return new Guid(hash.AsSpan(0, 16)).ToString();
    }
}
