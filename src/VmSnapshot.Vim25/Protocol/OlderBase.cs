using System.Text;
using System.Xml;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>What a client of an older version is told of an object whose type it can't know.</summary>
internal static class OlderBase
{
    /// <summary>The object as its nearest base that the version has, or null when there is none with a meaning.</summary>
    internal static DynamicData? Of(DynamicData value, SpokenVersion version, string name)
    {
        for (string? baseName = VimTypeTable.BaseOf(value.ModelledName); baseName is not null and not nameof(DynamicData); baseName = VimTypeTable.BaseOf(baseName))
        {
            if (VimTypeFactory.NewObject(baseName) is { } older && older.Since <= version.Number)
            {
                Fill(older, value, name);
                return older;
            }
        }

        return null;
    }

    /// <summary>By way of the text: a reader of the base passes over what the derived type adds.</summary>
    private static void Fill(DynamicData older, DynamicData value, string name)
    {
        var writer = new VimWriter(version: null, WritingMode.LeavingOut);
        writer.Object(name, value.ModelledName, value);
        string text = $"<whole xmlns=\"{VimNamespaces.Vim}\" xmlns:xsi=\"{VimNamespaces.Instance}\" xmlns:xsd=\"{VimNamespaces.Schema}\">{writer}</whole>";
        using XmlDictionaryReader xml = XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(text), XmlDictionaryReaderQuotas.Max);
        xml.MoveToContent();
        xml.Read();
        new VimReader(xml).Members(older);
    }
}
