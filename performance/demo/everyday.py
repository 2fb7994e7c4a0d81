"""Everyday conversations, to fill the months before those that a company's own story tells."""

from performance.demo.story import Talk

EVERYDAY: tuple[Talk, ...] = tuple(
    Talk(0, kind, text, next_step=next_step)  # type: ignore[arg-type]
    for kind, text, next_step in (
        ("meeting", "Ponto mensal: encomendas, ruturas e próximas promoções. Sem assuntos por fechar.", ""),
        (
            "meeting",
            "Vimos as vendas do mês por categoria. Os frescos crescem, a mercearia está parada.",
            "Enviar as vendas por categoria",
        ),
        (
            "meeting",
            "Preparação da campanha de Páscoa: três referências em topo de linear durante duas semanas.",
            "Confirmar preços da campanha",
        ),
        (
            "meeting",
            "Negociação anual, primeira ronda. Pediram 2 % de desconto de quantidade; ficámos de simular.",
            "Simular o desconto de quantidade",
        ),
        ("meeting", "Apresentei a nova gestora de cliente da nossa logística. Combinámos um ponto quinzenal.", ""),
        ("meeting", "Revisão do trimestre. Gostaram de ver o efeito das entregas antes das 7h nas quebras.", ""),
        (
            "meeting",
            "Discutimos a devolução de paletes. A partir do próximo mês conferimos no ato da descarga.",
            "Escrever o novo procedimento de paletes",
        ),
        ("call", "Perguntaram por um pedido em falta. Estava na rota da tarde; chegou às 15h.", ""),
        ("call", "Querem antecipar a entrega de sexta-feira por causa do feriado. Confirmado com o armazém.", ""),
        (
            "call",
            "Aumento de preço do azeite: expliquei a razão e o calendário. Aceitam, mas querem dois meses de aviso.",
            "",
        ),
        ("call", "Pediram uma segunda via das faturas do mês passado.", "Enviar segunda via das faturas"),
        ("call", "Combinada a visita da equipa de qualidade ao nosso armazém.", ""),
        ("call", "Correu bem a primeira semana com o novo horário. Vão mantê-lo.", ""),
        ("call", "Avisaram que a pessoa das compras está de baixa. Até voltar, os pedidos vêm da direção.", ""),
        ("email", "Enviada a tabela de preços do trimestre.", ""),
        ("email", "Enviadas as fichas técnicas e os certificados pedidos pela qualidade.", ""),
        ("email", "Resposta à reclamação da semana passada, com a causa e o que mudámos.", ""),
        ("email", "Enviada a ata da última reunião e a lista do que ficou para cada lado.", ""),
        (
            "email",
            "Pediram condições para uma campanha de quatro semanas no verão.",
            "Propor condições da campanha de verão",
        ),
        ("visit", "Visita de rotina. Linear bem arrumado, duas etiquetas de preço em falta.", ""),
        ("visit", "Acompanhei a descarga das 6h. Tudo conferido em vinte minutos.", ""),
        ("visit", "Visita com a nossa qualidade: temperaturas certas em todas as câmaras.", ""),
        (
            "visit",
            "Vi o concorrente com expositor próprio à entrada. Falei com a direção sobre o nosso lugar.",
            "Propor expositor para a entrada",
        ),
        ("visit", "Formação da equipa da loja sobre conservação de ervas aromáticas.", ""),
    )
)
