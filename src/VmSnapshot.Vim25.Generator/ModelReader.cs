namespace VmSnapshot.Vim25.Generator;

/// <summary>Reads the model's text files: their grammar stands at the head of <c>vim25.model</c>.</summary>
internal sealed class ModelReader
{
    private readonly List<Block> _blocks = [];
    private readonly Dictionary<string, string> _baseTypes = new(StringComparer.Ordinal);

    internal void ReadModel(string file, IEnumerable<string> lines)
    {
        string section = "";
        Block? block = null;
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string text = line.Split('#')[0].Trim();
            if (text.Length == 0)
            {
                continue;
            }

            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (text.StartsWith('['))
            {
                section = text.Trim('[', ']');
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                (block ?? throw Unreadable(file, number, line)).Lines.Add(words);
            }
            else if (words[0] is "enum" or "object" or "operation" or "extend" or "waits" or "newest" && words.Length > 1)
            {
                block = new Block(words[0], words[1], words, section, []);
                _blocks.Add(block);
            }
            else
            {
                throw Unreadable(file, number, line);
            }
        }
    }

    internal void ReadTypes(string file, IEnumerable<string> lines)
    {
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (line.StartsWith('#') || line.Length == 0)
            {
                continue;
            }

            if (line.Split(": ") is not [var baseType, var derived])
            {
                throw Unreadable(file, number, line);
            }

            foreach (string name in derived.Split(' '))
            {
                _baseTypes.Add(name, baseType);
            }
        }
    }

    /// <summary>Reads <c>vim25.managed</c>.</summary>
    internal static IReadOnlyList<VimManagedType> ReadManaged(string file, IEnumerable<string> lines)
    {
        var types = new List<VimManagedType>();
        List<VimManagedProperty>? properties = null;
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []:
                    break;
                case ["managed", var name]:
                    types.Add(new VimManagedType(name, null, properties = []));
                    break;
                case ["managed", var name, ":", var baseName]:
                    types.Add(new VimManagedType(name, baseName, properties = []));
                    break;
                case [var name, var type, var since] when properties is not null:
                    properties.Add(new VimManagedProperty(name, type, since));
                    break;
                default:
                    throw Unreadable(file, number, line);
            }
        }

        return types;
    }

    internal VimModel Finish()
    {
        Dictionary<string, VimEnum> enums = _blocks.Where(block => block.Kind == "enum")
            .ToDictionary(block => block.Name, block => new VimEnum(block.Name, block.Words[2], block.Section, [.. block.Lines.Select(words => words[0])]));
        var objects = new Dictionary<string, VimObject>(StringComparer.Ordinal);
        foreach (Block block in _blocks.Where(block => block.Kind == "object"))
        {
            List<string[]> members = [.. block.Lines];
            foreach (Block extension in _blocks.Where(other => other.Kind == "extend" && other.Name == block.Name))
            {
                Extend(members, extension);
            }

            objects.Add(block.Name, new VimObject(
                block.Name, block.Words[3], block.Words[4], block.Section,
                [.. members.Select(words => new VimMember(words[0], VimType.Parse(words[1], enums.ContainsKey), words[2]))]));
            _baseTypes.TryAdd(block.Name, block.Words[3]);
        }

        Block? orphan = _blocks.Find(block => block.Kind == "extend" && !objects.ContainsKey(block.Name));
        if (orphan is not null)
        {
            throw new InvalidDataException($"The model extends {orphan.Name}, which it doesn't describe.");
        }

        List<VimOperation> operations = [.. _blocks.Where(block => block.Kind == "operation").Select(block => Operation(block, enums.ContainsKey))];
        RequireKnownTypes(objects, operations);
        string newest = _blocks.Find(block => block.Kind == "newest")?.Name ?? "6.7.1";
        return new VimModel(objects, enums, operations, _baseTypes, newest);
    }

    /// <summary>Adds the members of later versions where the schema has them.</summary>
    private static void Extend(List<string[]> members, Block extension)
    {
        int place = members.Count;
        foreach (string[] words in extension.Lines)
        {
            if (words is ["after", var name])
            {
                place = members.FindIndex(member => member[0] == name) + 1;
                if (place == 0)
                {
                    throw new InvalidDataException($"The model extends {extension.Name} after {name}, which it doesn't have.");
                }
            }
            else
            {
                members.Insert(place++, words);
            }
        }
    }

    private VimOperation Operation(Block block, Func<string, bool> isEnum)
    {
        string[]? returns = block.Lines.FirstOrDefault(words => words[0] == "returns");
        Block? waits = _blocks.Find(other => other.Kind == "waits" && other.Name == block.Name);
        return new VimOperation(
            block.Name,
            block.Words[3],
            block.Words[4],
            block.Lines.FirstOrDefault(words => words[0] == "privilege")?[1],
            [.. block.Lines.Where(words => words[0] == "throws").SelectMany(words => words.Skip(1))],
            [.. block.Lines.Where(words => words[0] == "parameter").Select(words => new VimParameter(
                words[1],
                VimType.Parse(words[2], isEnum),
                words[3],
                Option(words, "privilege="),
                words.Contains("secret")))],
            returns is null ? null : VimType.Parse(returns[1], isEnum),
            returns is null ? null : Option(returns, "task="),
            waits is null ? null : (waits.Words[2], waits.Words[3]));
    }

    private static string? Option(string[] words, string prefix)
        => words.FirstOrDefault(word => word.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];

    private static void RequireKnownTypes(Dictionary<string, VimObject> objects, List<VimOperation> operations)
    {
        IEnumerable<string> needed = objects.Values.Select(type => type.Base)
            .Concat(objects.Values.SelectMany(type => type.Members).Select(member => member.Type)
                .Concat(operations.SelectMany(operation => operation.Parameters).Select(parameter => parameter.Type))
                .Concat(operations.Select(operation => operation.Result).OfType<VimType>())
                .Where(type => type.Kind == VimTypeKind.Object)
                .Select(type => type.Name));
        string[] missing = [.. needed.Where(name => name != "DynamicData" && !objects.ContainsKey(name)).Distinct()];
        if (missing.Length > 0)
        {
            throw new InvalidDataException("The model uses types that it doesn't describe: " + string.Join(", ", missing));
        }
    }

    private static InvalidDataException Unreadable(string file, int number, string line)
        => new($"{file}({number}): can't read '{line}'.");

    private sealed record Block(string Kind, string Name, string[] Words, string Section, List<string[]> Lines);
}
