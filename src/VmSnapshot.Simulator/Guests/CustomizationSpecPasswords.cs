using System.Security.Cryptography;
using System.Text;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// The passwords in customization specifications. Those that come as plain text are stored encrypted, and only so they
/// are handed out; encrypted ones are taken back when they came from this server, which the key in the specification
/// says (API reference, CustomizationSpec.encryptionKey and CustomizationPassword.plainText). How a client would encrypt
/// one itself isn't documented.
/// </summary>
internal static class CustomizationSpecPasswords
{
    private const int TagSize = 16;
    private static readonly byte[] Secret = SHA256.HashData(Encoding.UTF8.GetBytes($"customization of {VCenterSimulatorOptions.DefaultInstanceUuid}"));

    /// <summary>What <c>CustomizationSpecManager.encryptionKey</c> shows.</summary>
    internal static IReadOnlyList<sbyte> EncryptionKey { get; } = [.. SHA512.HashData(Secret).Select(value => (sbyte)value)];

    /// <summary>Refuses a specification with a password that can't be decrypted here.</summary>
    /// <exception cref="VimFaultException">CannotDecryptPasswords.</exception>
    internal static void RequireReadable(CustomizationSpec spec)
    {
        bool isOurs = spec.EncryptionKey is { } key && key.SequenceEqual(EncryptionKey);
        if (PasswordsIn(spec).Any(password => !password.PlainText && !(isOurs && IsReadable(password.Value))))
        {
            throw SimulatedFault.Of(new CannotDecryptPasswords(), "The passwords in the specification can't be decrypted; enter them again.");
        }
    }

    /// <summary>Encrypts what is plain text in a specification that nobody else holds.</summary>
    internal static void Encrypt(CustomizationSpec spec)
    {
        foreach (CustomizationPassword password in PasswordsIn(spec).Where(password => password.PlainText))
        {
            password.Value = Encrypt(password.Value ?? "");
            password.PlainText = false;
        }

        spec.EncryptionKey = EncryptionKey;
    }

    private static IEnumerable<CustomizationPassword> PasswordsIn(CustomizationSpec spec)
        => spec.Identity is CustomizationSysprep sysprep
            ? new[] { sysprep.GuiUnattended?.Password, sysprep.Identification?.DomainAdminPassword }.OfType<CustomizationPassword>()
            : [];

    private static string Encrypt(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] tag = HMACSHA256.HashData(Secret, plain)[..TagSize];
        using var aes = Aes.Create();
        aes.Key = Secret;
        return Convert.ToBase64String([.. tag, .. aes.EncryptCbc(plain, tag)]);
    }

    private static bool IsReadable(string? value)
    {
        try
        {
            byte[] bytes = Convert.FromBase64String(value ?? "");
            if (bytes.Length <= TagSize)
            {
                return false;
            }

            using var aes = Aes.Create();
            aes.Key = Secret;
            byte[] plain = aes.DecryptCbc(bytes.AsSpan(TagSize), bytes.AsSpan(0, TagSize));
            return HMACSHA256.HashData(Secret, plain).AsSpan(0, TagSize).SequenceEqual(bytes.AsSpan(0, TagSize));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
