using Carewright.Laboratory.Catalogue;

namespace Carewright.Laboratory.Tests;

/// <summary>What the files of a catalogue say, and what is wrong with them.</summary>
public sealed class CatalogueFileTests
{
    private const string Questions = "code,text,type,choices,required\nFAST,Fasting?,boolean,,yes\nSRC,Where?,choice,MID=Midstream|Throat,\n";

    [Fact]
    public void Every_column_arrives_in_the_test()
    {
        var (tests, issues) = CatalogueFile.Read(
            "\uFEFFcode,name,loinc,loinc_name,section,specimen_type,container,volume,patient_preparation,panel_of,questions,retired\r\n"
            + "GLU,Glucose,2345-7,Glucose in serum,CH,SER,Gold tube,1 mL,\"Fast, 8 hours \"\"strictly\"\"\",,FAST SRC,\r\n\r\n"
            + "OLD,Gone,,,,,,,,,,yes\r\nBMP,Panel,,,CH,,,,,GLU OLD,,no\r\n", Questions);
        Assert.Empty(issues);
        var glucose = tests[0];
        Assert.Equal(("GLU", "Glucose", "2345-7", "Glucose in serum", "CH", "SER"), (glucose.Code, glucose.Name, glucose.Loinc, glucose.LoincName, glucose.Section, glucose.SpecimenType));
        Assert.Equal(("Gold tube", "1 mL", "Fast, 8 hours \"strictly\"", false), (glucose.Container, glucose.Volume, glucose.Preparation, glucose.IsRetired));
        Assert.Equal([("FAST", QuestionKind.Boolean, true), ("SRC", QuestionKind.Choice, false)], glucose.Questions.Select(question => (question.Code, question.Type, question.IsRequired)));
        Assert.Equal([new LabChoice("MID", "Midstream"), new LabChoice("Throat", "Throat")], glucose.Questions[1].Choices);
        Assert.True(tests[1].IsRetired);
        Assert.Equal(["GLU", "OLD"], tests[2].Members);
        Assert.Null(tests[2].Loinc);
    }

    [Theory]
    [InlineData("code,name\nA,One\nA,Two\n", "CATALOGUE-TWICE", "tests:3:1")]
    [InlineData("code,name\nA,\n", "CATALOGUE-NAME", "tests:2:3")]
    [InlineData("code,name\nA b,One\n", "CATALOGUE-CODE", "tests:2:1")]
    [InlineData("code,name\n\"a\nb\",One\nC,\n", "CATALOGUE-NAME", "tests:4:3")]
    [InlineData("code,name,loinc\nA,One,2345-8\n", "CATALOGUE-LOINC", "tests:2:7")]
    [InlineData("code,name,panel_of\nA,One,A\n", "CATALOGUE-MEMBER", "tests:2:7")]
    [InlineData("code,name,panel_of\nA,One,B\n", "CATALOGUE-MEMBER", "tests:2:7")]
    [InlineData("code,name,questions\nA,One,WHO\n", "CATALOGUE-QUESTION", "tests:2:7")]
    [InlineData("code,name,retired\nA,One,perhaps\n", "CATALOGUE-FLAG", "tests:2:7")]
    [InlineData("code,name\nA,One,more\n", "CATALOGUE-COLUMNS", "tests:2:7")]
    [InlineData("code,name,price\nA,One,1\n", "CATALOGUE-COLUMN", "tests:1:11")]
    [InlineData("code\nA\n", "CATALOGUE-COLUMN", "tests:1:1")]
    [InlineData("code,name,name\nA,B,C\n", "CATALOGUE-COLUMN", "tests:1:11")]
    [InlineData("code,name\nA,\"One\n", "CATALOGUE-QUOTE", "tests:2:3")]
    [InlineData("code,name\nA,\"One\"x\n", "CATALOGUE-QUOTE", "tests:2:8")]
    [InlineData("code,name\n", "CATALOGUE-NO-TESTS", "tests:2:1")]
    [InlineData("", "CATALOGUE-EMPTY", "tests:1:1")]
    public void A_fault_is_told_with_its_line_and_column(string file, string code, string place)
    {
        var (_, issues) = CatalogueFile.Read(file, null);
        Assert.Contains((code, place), issues.Select(issue => (issue.Code, issue.Location!)));
    }

    [Theory]
    [InlineData("code,text,type\nQ,What?,number\n", "CATALOGUE-TYPE", "questions:2:9")]
    [InlineData("code,text,type\nQ,What?,1\n", "CATALOGUE-TYPE", "questions:2:9")]
    [InlineData("code,text,type\nQ,What?,\n", "CATALOGUE-TYPE", "questions:2:9")]
    [InlineData("code,text,type,choices\nQ,What?,choice,\n", "CATALOGUE-CHOICES", "questions:2:16")]
    [InlineData("code,text,type,choices\nQ,What?,string,A|B\n", "CATALOGUE-CHOICES", "questions:2:16")]
    [InlineData("code,text,type\nQ,What?,string\nQ,What?,string\n", "CATALOGUE-TWICE", "questions:3:1")]
    public void A_fault_of_a_question_is_told_with_its_line_and_column(string file, string code, string place)
    {
        var (_, issues) = CatalogueFile.Read("code,name\nA,One\n", file);
        Assert.Contains((code, place), issues.Select(issue => (issue.Code, issue.Location!)));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var (_, issues) = CatalogueFile.Read("code,name,loinc\nA,,1-1\nB,,9\n", "code,text,type\nQ,,what\n");
        Assert.Equal(["questions:2:3", "questions:2:4", "tests:2:3", "tests:2:4", "tests:3:3", "tests:3:4"], issues.Select(issue => issue.Location!).Order(StringComparer.Ordinal));
    }
}
