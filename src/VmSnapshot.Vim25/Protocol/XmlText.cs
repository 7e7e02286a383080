using System.Text;
using System.Xml;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>Text as XML 1.0 carries it.</summary>
internal static class XmlText
{
    /// <summary>The place of the first character that XML 1.0 has no way to write, or -1.</summary>
    internal static int IndexOfForbidden(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            if (character is >= ' ' and < '\uD800' or '\t' or '\n' or '\r' or >= '\uE000' and < '\uFFFE')
            {
                continue;
            }

            if (char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
                continue;
            }

            return index;
        }

        return -1;
    }

    /// <summary>
    /// The text with U+FFFD in place of what XML 1.0 has no way to write: WCF's reader lets it through where it is
    /// written as a reference, such as <c>&amp;#xD800;</c>.
    /// </summary>
    internal static string WithoutForbidden(string text)
    {
        int forbidden = IndexOfForbidden(text);
        if (forbidden < 0)
        {
            return text;
        }

        char[] characters = text.ToCharArray();
        for (int index = forbidden; index < characters.Length; index++)
        {
            if (index + 1 < characters.Length && char.IsSurrogatePair(characters[index], characters[index + 1]))
            {
                index++;
            }
            else if (!XmlConvert.IsXmlChar(characters[index]))
            {
                characters[index] = '\uFFFD';
            }
        }

        return new string(characters);
    }

    /// <summary>
    /// Appends text with the characters escaped that a parser would take for markup, or would change: a carriage
    /// return is read back as a line feed unless it is written as a reference, and in attributes so is all white space.
    /// </summary>
    internal static void AppendEscaped(StringBuilder target, string text, bool inAttribute)
    {
        foreach (char character in text)
        {
            _ = character switch
            {
                '&' => target.Append("&amp;"),
                '<' => target.Append("&lt;"),
                '>' => target.Append("&gt;"),
                '\r' => target.Append("&#xD;"),
                '"' when inAttribute => target.Append("&quot;"),
                '\n' when inAttribute => target.Append("&#xA;"),
                '\t' when inAttribute => target.Append("&#x9;"),
                _ => target.Append(character),
            };
        }
    }
}
