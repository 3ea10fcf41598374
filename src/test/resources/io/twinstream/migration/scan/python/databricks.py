# Databricks notebook source
# MAGIC %md
# MAGIC # A notebook as Databricks keeps it

# COMMAND ----------

# MAGIC %run ./tree/lib/flow

# COMMAND ----------

from pyspark.streaming import *
ssc = StreamingContext(sc, 1)

# COMMAND ----------

# MAGIC %scala
# MAGIC val lines = ssc.socketTextStream("localhost", 1)

# COMMAND ----------

count(ssc.textFileStream("/in")).pprint()
dbutils.notebook.exit(ssc)
