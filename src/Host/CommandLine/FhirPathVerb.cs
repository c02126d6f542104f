using System.Buffers;
using System.CommandLine;
using System.Text;
using Carewright.Fhir.Path;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>fhirpath --resource FILE EXPRESSION</c>.</summary>
internal static class FhirPathVerb
{
    internal static Command Create()
    {
        var resource = new Option<FileInfo>("--resource") { Description = "A FHIR resource as JSON or XML.", Required = true };
        var expression = new Argument<string>("EXPRESSION") { Description = "A FHIRPath expression." };
        var command = new Command("fhirpath", "Evaluate a FHIRPath expression and print the resulting collection as JSON.") { resource, expression };
        command.SetAction(parsed => Run(parsed.GetValue(resource)!, parsed.GetValue(expression)!));
        return command;
    }

    private static int Run(FileInfo file, string text)
    {
        var (document, issues) = ResourceFile.Read(file);
        if (document is null)
            throw new ConsoleException($"{file}: {issues[0].Message}");
        try
        {
            var result = FhirPathExpression.Compile(text).Evaluate(new FhirPathContext(document.Root) { Resource = document.Root, RootResource = document.Root });
            var json = new ArrayBufferWriter<byte>();
            FhirPathJson.Write(result, json);
            Console.WriteLine(Encoding.UTF8.GetString(json.WrittenSpan));
            return 0;
        }
        catch (FhirPathException fault)
        {
            throw new ConsoleException($"{fault.Message} ({fault.Code}{(fault.Position >= 0 ? $", at character {fault.Position + 1}" : "")})");
        }
    }
}
