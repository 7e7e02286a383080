namespace VmSnapshot.Vim25.Transport;

/// <summary>
/// Finds tags of a length that no server writes. WCF's reader holds all attributes of a tag in memory, at thirty times
/// their size, before it compares the tag with its own limit.
/// </summary>
internal static class TagLength
{
    internal const int Max = 64 * 1024;

    private const int BlockLength = 32 * 1024;

    /// <summary>
    /// Whether a tag is longer than the limit. No tag has another '&lt;' inside, so only stretches without one are
    /// looked at: in an ordinary answer there are none, and each block takes two short searches.
    /// </summary>
    /// <param name="answer">A buffered answer. It is rewound at the end.</param>
    internal static bool IsExceeded(Stream answer)
    {
        if (answer.Length <= Max)
        {
            // Most answers: no block for them either.
            return false;
        }

        byte[] block = new byte[BlockLength];
        long last = -1;
        long position = 0;
        bool exceeded = false;
        while (!exceeded && Fill(answer, position, block) is > 0 and var length)
        {
            ReadOnlySpan<byte> bytes = block.AsSpan(0, length);
            int first = bytes.IndexOf((byte)'<');
            int final = bytes.LastIndexOf((byte)'<');
            long next = position + (first < 0 ? length : first);
            if (last >= 0 && next - last > Max)
            {
                exceeded = IsTag(answer, last, block);
                if (first < 0)
                {
                    // Text or a comment: looked at once.
                    last = -1;
                }
            }

            last = final >= 0 ? position + final : last;
            position += length;
        }

        answer.Position = 0;
        return exceeded;
    }

    /// <summary>Whether what begins at the position is a tag that has no end within the limit.</summary>
    private static bool IsTag(Stream answer, long start, byte[] block)
    {
        byte quote = 0;
        for (long position = start; position - start <= Max && Fill(answer, position, block) is > 0 and var length; position += length)
        {
            ReadOnlySpan<byte> bytes = block.AsSpan(0, length);
            if (position == start && bytes is [_, (byte)'!', ..])
            {
                return false;
            }

            foreach (byte one in bytes)
            {
                if (quote != 0)
                {
                    quote = one == quote ? (byte)0 : quote;
                }
                else if (one is (byte)'"' or (byte)'\'')
                {
                    quote = one;
                }
                else if (one == (byte)'>')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static int Fill(Stream answer, long position, byte[] block)
    {
        answer.Position = position;
        return answer.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
    }
}
