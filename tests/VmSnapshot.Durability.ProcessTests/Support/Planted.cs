using System.Text;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>Secrets that exist nowhere else, so that whoever finds one knows where it leaked from.</summary>
internal sealed class Planted
{
    public string VCenterPassword { get; } = New("vcenter");

    public string AdministratorPassword { get; } = New("guest");

    public string ProductKey { get; } = New("key");

    public string DomainPassword { get; } = New("domain");

    /// <summary>The variables that the guest's references name, with their values.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DURABILITY_GUEST_PASSWORD"] = AdministratorPassword,
        ["DURABILITY_PRODUCT_KEY"] = ProductKey,
        ["DURABILITY_DOMAIN_PASSWORD"] = DomainPassword,
    };

    public IEnumerable<string> All => [VCenterPassword, AdministratorPassword, ProductKey, DomainPassword];

    /// <summary>The files that have the text in them, in the way most programs would write it.</summary>
    public static IEnumerable<string> FilesWith(string directory, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => Contains(file, bytes));
    }

    private static bool Contains(string file, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(bytes) >= 0;
    }

    private static string New(string what) => $"planted-{what}-{Guid.NewGuid():n}";
}
