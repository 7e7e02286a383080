using System.Security.Cryptography;
using System.Text;

namespace VmSnapshot.Simulator.Objects;

/// <summary>UUIDs that come out the same in every run.</summary>
internal static class StableUuid
{
    internal static string Of(string kind, string identifier)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}/{identifier}"));
        // Version and variant of a random UUID, which clients may check.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
