using System.Text;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>The differences as a page to read.</summary>
internal static class DifferenceTable
{
    private const string Introduction = """
        # VmSnapshot.Simulator and vcsim

        One behaviour suite (`tests/VmSnapshot.IntegrationTests/Behaviour`) asks VmSnapshot.Simulator, in process and over HTTP, and govmomi's
        vcsim, over SOAP, the same questions. A case states what vCenter's documentation says that is seen. VmSnapshot.Simulator has to do so in
        every case; vcsim does in all but those below, where the suite holds it to exactly what stands here. So a row that is no longer true, or
        one that is missing, is a failed test. A test also holds this page to the table that it is written from.

        "API reference" is the vSphere Web Services API reference. No row has been compared with a real vCenter. vcsim is the one of Debian,
        govmomi 0.24.2, with the corrections of `tests/vcsim/corrections.go`; later versions do much of this as vCenter does.

        """;

    private const string Limits = """

        ## Where VmSnapshot.Simulator itself falls short

        - A path below a data object that the library models in part, such as `config.nonsense`, reads as a property without a value; it can't
          be told from one that vCenter has. On types that are modelled completely it is InvalidProperty.
        """;

    internal static string Write()
    {
        var page = new StringBuilder(Introduction);
        foreach ((string subject, IReadOnlyList<Difference> differences) in Differences.BySubject)
        {
            page.Append('\n').Append("## ").Append(subject).Append("\n\n");
            page.Append("| case | documented vCenter behaviour | VmSnapshot.Simulator | vcsim 0.24.2 | who is right and why |\n|---|---|---|---|---|\n");
            foreach (Difference difference in differences)
            {
                page.Append("| ").AppendJoin(" | ", Cells(difference).Select(Escaped)).Append(" |\n");
            }
        }

        return page.Append(Limits).Append('\n').ToString();
    }

    private static IEnumerable<string> Cells(Difference difference) =>
    [
        difference.Case.Replace('_', ' '),
        difference.Documented,
        "as documented",
        difference.Vcsim.Trim().Length == 0 ? difference.Deviation : $"{difference.Deviation} (`{difference.Vcsim.Trim()}`)",
        difference.Why,
    ];

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
