using VmSnapshot.Vim25.Generator;

namespace VmSnapshot.Vim25.Tests.Generation;

public class GeneratedCodeTests
{
    private static readonly string Root = RepositoryLayout.FindRoot(AppContext.BaseDirectory);

    [Fact]
    public void The_committed_code_is_what_the_model_gives()
    {
        IReadOnlyDictionary<string, string> expected = GeneratedSources.From(RepositoryLayout.ReadModel(Root));
        Dictionary<string, string> committed = Directory.GetFiles(RepositoryLayout.GeneratedFolder(Root), "*.cs")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

        committed.Keys.Should().BeEquivalentTo(expected.Keys);
        foreach ((string file, string text) in expected)
        {
            (committed[file] == text).Should().BeTrue("{0} must be written anew: dotnet run --project src/VmSnapshot.Vim25.Generator", file);
        }
    }

    [Fact]
    public void The_extracted_model_holds_what_the_roots_ask_for()
    {
        VimModel model = RepositoryLayout.ReadModel(Root);
        string roots = Path.Combine(Root, "src", "VmSnapshot.Vim25.Generator", "Model", "roots.txt");
        foreach (string line in File.ReadLines(roots).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0 && line[0] != '['))
        {
            string[] words = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "operation")
            {
                model.Operations.Should().Contain(operation => operation.Name == words[1]);
            }
            else
            {
                model.Objects.Should().ContainKey(words[1]);
                words.Skip(2).Should().BeSubsetOf(model.Objects[words[1]].Members.Select(member => member.Name));
            }
        }
    }

    [Fact]
    public void Every_operation_is_a_method_with_a_token_at_the_end()
    {
        foreach (VimOperation operation in RepositoryLayout.ReadModel(Root).Operations)
        {
            System.Reflection.MethodInfo? method = typeof(VimClient).GetMethod(CSharpNames.Method(operation.Name));

            method.Should().NotBeNull("{0} is an operation of the model", operation.Name);
            System.Reflection.ParameterInfo[] parameters = method!.GetParameters();
            parameters[0].ParameterType.Should().Be<ManagedObjectReference>();
            parameters[^1].ParameterType.Should().Be<CancellationToken>();
            parameters[^1].IsOptional.Should().BeTrue();
            parameters[1..^1].Select(parameter => parameter.Name).Should().Equal(operation.Parameters.Select(parameter => parameter.Name));
        }
    }

    [Fact]
    public void A_model_that_uses_a_type_it_does_not_describe_is_refused()
    {
        var reader = new ModelReader();
        reader.ReadModel("test", ["[Core]", "object A : DynamicData 2.0", "  b Missing 2.0"]);

        reader.Invoking(model => model.Finish()).Should().Throw<InvalidDataException>().WithMessage("*Missing*");
    }

    [Fact]
    public void A_line_that_is_none_of_the_grammar_is_refused_with_its_place()
    {
        var reader = new ModelReader();

        reader.Invoking(model => model.ReadModel("test", ["[Core]", "thing A"])).Should().Throw<InvalidDataException>().WithMessage("test(2): can't read 'thing A'.");
    }
}
