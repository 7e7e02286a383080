using VmSnapshot.Vim25.Generator;

string root = args is [var given] ? given : RepositoryLayout.FindRoot(Directory.GetCurrentDirectory());
VimModel model = RepositoryLayout.ReadModel(root);
string output = RepositoryLayout.GeneratedFolder(root);

Directory.CreateDirectory(output);
IReadOnlyDictionary<string, string> sources = GeneratedSources.From(model);
foreach (string stale in Directory.GetFiles(output, "*.g.cs").Where(file => !sources.ContainsKey(Path.GetFileName(file))))
{
    File.Delete(stale);
}

foreach ((string file, string text) in sources)
{
    File.WriteAllText(Path.Combine(output, file), text);
}

Console.WriteLine($"{model.Objects.Count} data objects, {model.Enums.Count} enums, {model.Operations.Count} operations, "
    + $"{model.BaseTypes.Count} names in the type table: {sources.Count} files in {output}");
