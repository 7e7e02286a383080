namespace VmSnapshot.Vim25.Generator;

/// <summary>Where the model is read from and where the generated code goes.</summary>
internal static class RepositoryLayout
{
    /// <summary>The nearest folder at or above <paramref name="start"/> that holds the solution.</summary>
    /// <exception cref="DirectoryNotFoundException">No folder above holds it.</exception>
    internal static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VmSnapshot.Sdk.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"Neither {start} nor a folder above it holds VmSnapshot.Sdk.sln. Give the folder as the argument.");
    }

    internal static VimModel ReadModel(string root)
    {
        string folder = Path.Combine(root, "src", "VmSnapshot.Vim25.Generator", "Model");
        var reader = new ModelReader();
        reader.ReadModel("vim25.model", File.ReadLines(Path.Combine(folder, "vim25.model")));
        reader.ReadTypes("vim25.types", File.ReadLines(Path.Combine(folder, "vim25.types")));
        reader.ReadModel("additions.model", File.ReadLines(Path.Combine(folder, "additions.model")));
        VimModel model = reader.Finish();
        IReadOnlyDictionary<string, string> texts = DocReader.Read("docs.txt", File.ReadLines(Path.Combine(folder, "docs.txt")));
        DocReader.RequireSubjects(texts, model);
        return model with
        {
            Texts = texts,
            ManagedTypes = ModelReader.ReadManaged("vim25.managed", File.ReadLines(Path.Combine(folder, "vim25.managed"))),
        };
    }

    internal static string GeneratedFolder(string root) => Path.Combine(root, "src", "VmSnapshot.Vim25", "Generated");
}
